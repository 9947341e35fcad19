"""What can be typed: every command with its words, options and examples. Light on purpose: only data."""

from typing import NamedTuple


class Option(NamedTuple):
    """An option. value: what stands behind it, empty for a switch; choices: the only values there are."""

    flag: str
    value: str
    help: str
    choices: tuple[str, ...] = ()


class Command(NamedTuple):
    """A command. words: what it reads, «…» where several may stand; module: where its `run` lives."""

    name: str
    help: str
    module: str
    words: str = ""
    least: int = 0
    options: tuple[Option, ...] = ()
    examples: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()

    @property
    def many(self) -> bool:
        """Whether any number of words may stand there."""
        return self.words.endswith("...")


LOCALE = Option("--locale", "nl|en", "language of the answer; left out: the profile's, else nl", ("nl", "en"))
ALWAYS = (
    Option("--json", "", "machine output: the JSON of the public contract, nothing else"),
    LOCALE,
    Option("--help", "", "show this and stop"),
)
ON = Option("--on", "DATE", "the date that counts as today, such as 2027-01-31")
BATCH = (
    Option("--engine", "local", "what does the work: local, all cores of this computer", ("local",)),
    Option("--workers", "NUMBER", "how many processes (left out: one for each core)"),
)

DIARY = (
    Option("--diary", "NAME", "whose diary (left out: your own)"),
    Option(
        "--database",
        "URL",
        "where diaries are kept (left out: MAGWISE_DATABASE, else your own folder for data)",
    ),
)
COUNTED = (Option("--diary", "NAME", "what this diary says counts too (your own is called me)"), DIARY[1])
_DIARY = "magwise.interfaces.cli.diary"
CHECKS = (
    "gates", "closed", "decision", "now", "first_choice", "order", "alive", "contradictions", "words", "engine",
    "splits", "ladders", "ladder_order", "ladder_without",
)  # fmt: skip

COMMANDS = (
    Command(
        "label",
        "read one label",
        "magwise.interfaces.cli.label",
        words="TEXT...",
        options=(
            Option(
                "--file",
                "FILE",
                "read the label from a file (.csv, .jsonl, .json, .parquet: many), or from standard input with -",
            ),
            Option(
                "--image", "FILE", "read the label from a photo (JPEG, PNG, WEBP, HEIC), or from standard input with -"
            ),
            Option("--lang", "CODE", "language of the print, such as nl, en or de (left out: found out)"),
            Option("--explain", "", "one label: what was read, what each number may mean, what was ruled out"),
            Option(
                "--compare", "TEXT", "a second label, or a file with one, beside the first: more magnesium, lower price"
            ),
            Option("--csv", "FILE", "many labels: write the report as CSV (- for standard output)"),
            Option("--svg", "FILE", "many labels: write prices and verdicts as a picture (- for standard output)"),
        ),
        examples=(
            'magwise label "Per 2 tabletten: magnesium (bisglycinaat) 200 mg"',
            'echo "Magnesium (as citrate) 75 mg per tablet" | magwise label - --locale en',
            'magwise label "Magnesium oxide 250 mg 40% NRV" --explain --locale en',
            'magwise label "Magnesium 90 mg per tablet" --compare "Magnesium 50 mg"',
        ),
    ),
    Command(
        "medicine",
        "recognise medicines as people type them",
        "magwise.interfaces.cli.medicine",
        words="TEXT...",
        options=(Option("--file", "FILE", "one medicine a line, or from standard input with -"),),
        examples=('magwise medicine "Thyrax 100 mcg" losec', "magwise medicine thyrax --json"),
    ),
    Command(
        "medicine import",
        "take over the names of an official download, on this computer only",
        "magwise.interfaces.cli.medicine_import",
        words="REGISTER FILE",
        least=2,
        options=(Option("--into", "FILE", "where the names are kept (left out: your own folder for data)"),),
        examples=("printf 'Name\\tTYPE\\tPT\\n' > u; magwise medicine import unii u --into names",),
    ),
    Command(
        "advise",
        "profile (YAML or JSON) to advice with its day plan",
        "magwise.interfaces.cli.advise",
        words="PROFILE",
        least=1,
        options=(
            Option("--all", "", "show every form with every reason"),
            *COUNTED,
            ON,
        ),
        examples=('echo "{person: {age: 42}, goals: [sleep]}" | magwise advise -',),
    ),
    Command(
        "ask",
        "the next question that can still change the advice",
        "magwise.interfaces.cli.ask",
        words="PROFILE",
        least=1,
        options=(*COUNTED, ON),
        examples=('echo "{person: {age: 42}, goals: [sleep]}" | magwise ask - --locale en',),
    ),
    Command(
        "plan",
        "only the day plan",
        "magwise.interfaces.cli.plan",
        words="PROFILE",
        least=1,
        options=(
            Option("--ics", "FILE", "write the magnesium as a calendar (- for standard output)"),
            Option("--previous", "FILE", "with --ics: the calendar of the plan before, to update or cancel it"),
            Option("--first-day", "DATE", "with --ics: a day on which you take what is taken every so many days"),
            Option("--svg", "FILE", "write the plan as a picture (- for standard output)"),
            *COUNTED,
            ON,
        ),
        examples=(
            "echo \"{medicines: [{name: Thyrax, times: ['07:00']}]}\" | magwise plan -",
            'echo "{person: {age: 42}, goals: [sleep]}" | magwise plan - --svg day.svg',
        ),
    ),
    Command(
        "labs",
        "what laboratory values say, and how they went",
        "magwise.interfaces.cli.labs",
        words="FILE",
        options=(
            Option("--profile", "FILE", "who they belong to: age and sex for the kidney function"),
            Option("--svg", "FILE", "write the course as a picture (- for standard output)"),
            ON,
            *DIARY,
        ),
        examples=(
            "magwise labs --locale en",
            "printf 'date,test,value,unit\\n2027-01-10,magnesium,0.78,mmol/L\\n' |\n    magwise labs -",
        ),
    ),
    Command(
        "trial design",
        "plan a trial on yourself: does it work for me?",
        "magwise.interfaces.cli.trial",
        options=(
            Option("--outcome", "NAME", "what you score every day, such as sleep; or {name: sleep, min: 0, max: 10}"),
            Option("--better", "high|low", "which end of the scale is the good one (left out: high)", ("high", "low")),
            Option("--minimal-effect", "POINTS", "the smallest effect worth having, in points of that scale"),
            Option("--start", "DATE", "first day (left out: tomorrow)"),
            Option("--baseline-sd", "POINTS", "how much your score differs from day to day (left out: unknown)"),
            Option("--blocks", "NUMBER", "blocks of one period with and one without (left out: chosen)"),
            Option("--period-days", "NUMBER", "days in a period (left out: chosen)"),
            Option("--washout-days", "NUMBER", "first days of a period that do not count (left out: by the facts)"),
            Option("--seed", "NUMBER", "draws the order (left out: a new one)"),
            Option("--out", "FILE", "write the plan as JSON (- for standard output)"),
        ),
        examples=(
            "magwise trial design --outcome sleep --minimal-effect 1 --out plan.json",
            "magwise trial design --outcome headache --better low --minimal-effect 1",
        ),
    ),
    Command(
        "trial begin",
        "begin a planned trial in your diary: the dose is settled, one trial at a time",
        "magwise.interfaces.cli.trial",
        words="PLAN",
        least=1,
        options=(ON, *DIARY),
        examples=("magwise trial begin plan.json",),
    ),
    Command(
        "trial stop",
        "stop the trial of your diary, on any day; what was written down stays",
        "magwise.interfaces.cli.trial",
        options=(ON, *DIARY),
        examples=("magwise trial stop",),
    ),
    Command(
        "trial today",
        "what the plan of a trial asks today; the rest stays sealed",
        "magwise.interfaces.cli.trial",
        words="PLAN",
        options=(ON, *DIARY),
        examples=("magwise trial design --outcome sleep --minimal-effect 1 --json |\n    magwise trial today -",),
    ),
    Command(
        "trial analyse",
        "judge a trial: your diary's, or one from a file (an export, or CSV with date, on, outcome)",
        "magwise.interfaces.cli.trial",
        words="DIARY",
        options=(
            Option("--plan", "FILE", "the plan that «trial design» wrote"),
            Option("--minimal-effect", "POINTS", "without a plan: the smallest effect worth having (higher is better)"),
            Option("--svg", "FILE", "write the picture (- for standard output)"),
            Option("--on", "DATE", "the day of looking (left out: the last day of the diary)"),
            *DIARY,
        ),
        examples=("printf 'date,on,outcome\\n2027-01-04,1,7\\n' |\n    magwise trial analyse - --minimal-effect 1",),
    ),
    Command(
        "batch labels",
        "many labels: a file of rows in, a file of rows out",
        "magwise.interfaces.cli.batch",
        words="IN OUT",
        least=2,
        options=BATCH,
        examples=('echo \'{"id": 1, "text": "magnesium 75 mg"}\' | magwise batch labels - a.csv',),
    ),
    Command(
        "batch advise",
        "many profiles: a file of rows in, a file of rows out",
        "magwise.interfaces.cli.batch",
        words="IN OUT",
        least=2,
        options=(*BATCH, ON),
        examples=('echo \'{"id":1,"person":{"age":42},"goals":["sleep"]}\'|magwise batch advise - -',),
    ),
    Command(
        "diary begin",
        "begin the dose of an advice, so that the diary can move it",
        _DIARY,
        words="PROFILE",
        least=1,
        options=(Option("--start", "DATE", "the first day (left out: today)"), ON, *DIARY),
        examples=("echo '{person: {age: 42}, goals: [sleep]}' | magwise diary begin -",),
    ),
    Command(
        "diary add",
        "write down what was taken and how it went",
        _DIARY,
        options=(
            Option("--date", "DATE", "the day it is about (left out: today)"),
            Option("--time", "HH:MM", "the hour, where it matters"),
            Option("--taken", "taken|skipped", "left out: not written down", ("taken", "skipped")),
            Option("--outcome", "NUMBER", "how it went, on the scale that you follow"),
            Option("--stool", "1-7", "1-2 hard, 3-5 ordinary, 6 loose, 7 watery"),
            Option("--effect", "NAMES", "cramps, rumbling, nausea, drowsy or an alarm sign, parted by commas"),
            Option("--benefit", "none|some|good", "what you notice of magnesium", ("none", "some", "good")),
            Option("--change", "NAMES", "what else was other than usual: illness, travel, coffee, new_medicine, …"),
            Option("--medicine", "NAME", "the medicine that is new or stopped, beside that change"),
            Option("--note", "TEXT", "anything else"),
            Option("--trial-day", "on|off|washout", "what kind of day it is in a trial", ("on", "off", "washout")),
            Option("--correct", "ID", "write this entry anew; the earlier version stays in the history"),
            Option("--withdraw", "ID", "take this entry back; it stays in the history"),
            ON,
            *DIARY,
        ),
        examples=(
            "magwise diary add --taken taken --stool 4 --outcome 6.5",
            "magwise diary add --stool 6 --effect cramps",
        ),
    ),
    Command(
        "diary seen",
        "a doctor looked at an alarm sign and agreed: it no longer closes your dose",
        _DIARY,
        words="NAMES",
        least=1,
        options=(Option("--date", "DATE", "the day of the doctor (left out: today)"), ON, *DIARY),
        examples=("magwise diary add --effect fainting && magwise diary seen fainting",),
    ),
    Command(
        "diary foundation",
        "write down sleep, food, coffee and the rest, and see what changed",
        _DIARY,
        options=(
            Option("--date", "DATE", "the day it is about (left out: today)"),
            Option("--sleep", "HOURS", "hours of sleep in a night"),
            Option("--stress", "0-10", "how much stress"),
            Option("--coffee", "CUPS", "cups of coffee a day"),
            Option("--protein", "GRAMS", "protein a day"),
            Option("--rest-days", "DAYS", "rest days a week"),
            Option("--training", "TIMES", "training sessions a week"),
            Option("--alcohol", "UNITS", "units of alcohol a week"),
            Option("--smoking", "yes|no", "whether you smoke", ("yes", "no")),
            Option("--sweating", "little|normal|heavy", "how much you sweat", ("little", "normal", "heavy")),
            Option("--wholegrain", "PORTIONS", "slices of whole grain a day"),
            Option("--nuts", "PORTIONS", "handfuls of nuts a day"),
            Option("--legumes", "PORTIONS", "portions of legumes a week"),
            Option("--greens", "PORTIONS", "serving spoons of green vegetables a day"),
            Option("--food-magnesium", "MG", "magnesium from food a day, where you know it"),
            Option("--profile", "FILE", "a profile with weight and sex, for protein and food"),
            ON,
            *DIARY,
        ),
        examples=("magwise diary foundation --sleep 6.5 --coffee 6", "magwise diary foundation --locale en"),
    ),
    Command(
        "diary lab",
        "write down a laboratory value as it stands on the sheet",
        _DIARY,
        words="TEST VALUE UNIT",
        least=2,
        options=(
            Option("--low", "NUMBER", "the lower end of the laboratory's range, in the same unit"),
            Option("--high", "NUMBER", "the upper end of the laboratory's range, in the same unit"),
            Option("--date", "DATE", "the day of the sample (left out: today)"),
            ON,
            *DIARY,
        ),
        examples=("magwise diary lab magnesium 0.78 mmol/L --low 0.70 --high 1.00", "magwise diary lab creatinine 80"),
    ),
    Command(
        "diary show",
        "the dose of today and why, and the days",
        _DIARY,
        options=(
            Option("--from", "DATE", "the first day to show"),
            Option("--to", "DATE", "the last day to show"),
            Option("--month", "YYYY-MM", "a month as a calendar, with its stools"),
            Option("--svg", "FILE", "write the stools of that month as a picture (left out: of this month)"),
            Option("--history", "", "everything that was ever written, in its order"),
            ON,
            *DIARY,
        ),
        examples=("magwise diary show", "magwise diary show --month 2026-11", "magwise diary show --history --json"),
    ),
    Command(
        "diary export",
        "take the diary along: .json with its history, .csv with its entries",
        _DIARY,
        words="FILE",
        least=1,
        options=(
            Option("--as", "json|csv|days", "days: one row a day, for magwise trial analyse", ("json", "csv", "days")),
            *DIARY,
        ),
        examples=("magwise diary export diary.json", "magwise diary export - --as days"),
    ),
    Command(
        "diary import",
        "read an export of a diary, or of another tracker",
        _DIARY,
        words="FILE",
        least=1,
        options=(
            Option("--as", "bearable|daylio", "the tracker that wrote the file", ("bearable", "daylio")),
            Option("--map", "FILE", "a mapping of your own (docs/how-to/diary.md)"),
            ON,
            *DIARY,
        ),
        examples=('printf "date,taken,bristol\\n2026-11-25,taken,4\\n" | magwise diary import -',),
    ),
    Command(
        "diary erase",
        "erase a diary for good, history and all",
        _DIARY,
        options=(Option("--yes", "NAME", "the name of the diary once more (your own is called me)"), *DIARY),
        examples=("magwise diary erase --yes me",),
    ),
    Command(
        "knowledge check",
        "check the cited knowledge base",
        "magwise.interfaces.cli.knowledge_check",
        options=(Option("--strict", "", "fail on rules that are due for review as well"), ON),
        examples=("magwise knowledge check",),
    ),
    Command(
        "knowledge show",
        "show a rule, form, limit, claim or source in words",
        "magwise.interfaces.cli.knowledge_show",
        words="ID",
        least=1,
        examples=("magwise knowledge show kidney_disease", "magwise knowledge show forms/oxide --locale en"),
    ),
    Command(
        "knowledge sources",
        "list every publication",
        "magwise.interfaces.cli.knowledge_sources",
        examples=("magwise knowledge sources",),
    ),
    Command(
        "knowledge disagreements",
        "list every subject on which authorities and sources differ",
        "magwise.interfaces.cli.knowledge_disagreements",
        examples=("magwise knowledge disagreements --locale en",),
    ),
    Command(
        "prove",
        "check the safety envelope over the whole profile space",
        "magwise.interfaces.cli.prove",
        options=(
            Option("--only", "CHECK", "one check, such as gates, order or ladders (left out: all)", CHECKS),
            Option("--profiles", "FOLDER", "write the profiles that break a promise there, ready to run"),
        ),
        examples=("magwise prove --only gates",),
    ),
    Command(
        "serve",
        "the web app and the REST API",
        "magwise.interfaces.cli.serve",
        options=(
            Option("--host", "ADDRESS", "address to listen on (left out: 127.0.0.1, this computer only)"),
            Option("--port", "NUMBER", "port to listen on (left out: 8321)"),
            Option(
                "--database", "URL", "where all is kept (left out: MAGWISE_DATABASE, else sqlite:///magwise.sqlite)"
            ),
        ),
        examples=("magwise serve --port 8321",),
    ),
    Command(
        "completion",
        "print the completion script for a shell",
        "magwise.interfaces.cli.completion",
        words="SHELL",
        least=1,
        choices=("bash", "zsh", "fish"),
        examples=("magwise completion bash > magwise.bash", 'eval "$(magwise completion bash)"'),
    ),
)
