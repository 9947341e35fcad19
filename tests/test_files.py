"""Files to read and write: whole or not at all, and never waited for in vain."""

import errno
import os
import stat
import threading
import time

import pytest

from magwise import files
from magwise.files import FileRefused, open_input, whole_file

BEFORE = b"what stood here before\n"


@pytest.fixture
def old(tmp_path):
    path = tmp_path / "old.json"
    path.write_bytes(BEFORE)
    path.chmod(0o644)
    return path


@pytest.fixture
def quick(monkeypatch):
    monkeypatch.setattr(files, "WAIT_SECONDS", 0.2)


def write(path, content, **told):
    with whole_file(str(path), **told) as file:
        file.write(content)


def test_a_new_file_is_for_its_owner_only_and_an_old_one_becomes_so(tmp_path, old):
    write(tmp_path / "new", b"1")
    write(old, b"2")
    assert [stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "new", old)] == [0o600, 0o600]
    assert sorted(os.listdir(tmp_path)) == ["new", "old.json"]


def test_a_page_for_everybody_may_be_read_by_everybody(tmp_path):
    before = os.umask(0o022)
    try:
        write(tmp_path / "page", b"1", private=False)
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "page").stat().st_mode) == 0o644


@pytest.mark.parametrize("fault", [ValueError, KeyboardInterrupt, OSError])
def test_what_ends_badly_leaves_the_old_file(tmp_path, old, fault):

    def fail():
        with whole_file(str(old)) as file:
            file.write(b"half")
            raise fault

    with pytest.raises(fault):
        fail()
    assert old.read_bytes() == BEFORE
    assert os.listdir(tmp_path) == ["old.json"]


def test_a_full_disk_leaves_the_old_file(small_disk):
    disk = small_disk(256)
    path = disk / "export.json"
    write(path, BEFORE)
    with pytest.raises(OSError, match=os.strerror(errno.ENOSPC)):
        write(path, b"x" * 1_000_000)
    assert path.read_bytes() == BEFORE
    assert os.listdir(disk) == ["export.json"]


def test_a_link_stays_a_link(tmp_path, old):
    link = tmp_path / "link"
    link.symlink_to(old)
    write(link, b"new")
    assert link.is_symlink()
    assert old.read_bytes() == b"new"


@pytest.mark.parametrize("how", ["name", "link", "hard"])
def test_what_was_read_is_never_written_over(tmp_path, old, how):
    target = old
    if how != "name":
        target = tmp_path / how
        (os.symlink if how == "link" else os.link)(old, target)
    with pytest.raises(FileRefused) as caught, whole_file(str(target), never_over=[os.stat(old)]):
        pass
    assert caught.value.why == "same"
    assert old.read_bytes() == BEFORE


@pytest.mark.parametrize("path", ["/dev/zero", "/dev/random"])
def test_a_device_is_refused(path):
    with pytest.raises(FileRefused) as read:
        open_input(path)
    with pytest.raises(FileRefused) as written, whole_file(path):
        pass
    assert read.value.why == written.value.why == "device"


def test_a_block_device_is_refused(tmp_path):
    path = tmp_path / "disk"
    try:
        os.mknod(path, stat.S_IFBLK | 0o600, os.makedev(240, 1))
    except OSError:
        pytest.skip("this user cannot make a device")
    with pytest.raises((FileRefused, OSError)):
        open_input(str(path))
    with pytest.raises(FileRefused), whole_file(str(path)):
        pass


def test_a_folder_is_told(tmp_path):
    with pytest.raises(IsADirectoryError):
        open_input(str(tmp_path))
    with pytest.raises(IsADirectoryError), whole_file(str(tmp_path)):
        pass


def test_nothing_comes_of_the_empty_device_and_it_takes_everything():
    with open_input(os.devnull) as file:
        assert file.read() == b""
    write(os.devnull, b"gone")


def test_a_pipe_that_nobody_opens_is_not_waited_for(tmp_path, quick):
    path = tmp_path / "pipe"
    os.mkfifo(path)
    begun = time.monotonic()
    with pytest.raises(FileRefused) as silent:
        open_input(str(path))
    with pytest.raises(FileRefused) as unread, whole_file(str(path)):
        pass
    assert (silent.value.why, unread.value.why) == ("silent", "unread")
    assert time.monotonic() - begun < 5
    assert stat.S_ISFIFO(path.stat().st_mode)


@pytest.mark.parametrize("pause", [0, 0.1, 0.6])
def test_a_slow_writer_is_waited_for(tmp_path, quick, pause):
    path = tmp_path / "pipe"
    os.mkfifo(path)

    def speak():
        with open(path, "wb") as pipe:
            time.sleep(pause)
            pipe.write(b"person: ")
            pipe.flush()
            time.sleep(0.05)
            pipe.write(b"{age: 42}\n")

    speaker = threading.Thread(target=speak)
    speaker.start()
    with open_input(str(path)) as file:
        assert file.read() == b"person: {age: 42}\n"
    speaker.join()


def test_a_reader_that_comes_gets_all(tmp_path):
    path, heard = tmp_path / "pipe", []
    os.mkfifo(path)
    listener = threading.Thread(target=lambda: (time.sleep(0.2), heard.append(path.read_bytes())))
    listener.start()
    write(path, b"x" * 200_000)
    listener.join()
    assert heard == [b"x" * 200_000]


def test_an_open_handle_is_written_as_it_is(tmp_path, old):
    with open(old, "rb+") as kept:
        write(f"/dev/fd/{kept.fileno()}", b"new")
        kept.seek(0)
        assert kept.read() == b"new"


def test_a_name_that_cannot_be_is_an_error_of_the_system():
    with pytest.raises(OSError, match=os.strerror(errno.EINVAL)):
        open_input("a\0b")
    with pytest.raises(OSError, match=os.strerror(errno.EINVAL)), whole_file("a\0b"):
        pass
