"""Labels, pages, records and sentences of every kind, in the languages that are read, with what must be read in them.

A verdict, an amount or a serving may be one of several, divided by a slash; `-` is none and `*` is not asked.
"""

import pytest

from magwise.knowledge.load import load_knowledge
from magwise.labels.read import read_label

KNOWLEDGE = load_knowledge()
CASES = (
    ('Samenstelling\nper tablet\nper 2 tabletten\n% RI\nMagnesium\n150 mg\n300 mg\n80%', 'ok', '300', '2 tablet'),
    ('per capsule ; per 3 capsules ; RI\nMagnesium ; 100 mg ; 300 mg ; 80%', 'ok', '300', '3 capsule'),
    ('Magnesium ... 150 mg ... 40%', 'ok', '150', '-'),
    ('Per 2 tabletten • Magnesium • 300 mg • 80% RI • Zink • 10 mg • 100%', 'ok', '300', '2 tablet'),
    ('Per 2 tablets / Magnesium / 250 mg / 67% NRV / Zinc / 10 mg', 'ok', '250', '2 tablet'),
    ('Pro 2 Kapseln: Magnesium → 300 mg → 80 % NRV; Zink → 10 mg → 100 %', 'ok', '300', '2 capsule'),
    ('Magnesium = 200 mg = 53% VNR (2 comprimés)', 'ok', '200', '2 tablet'),
    ('Voedingswaarde per 100 g per portie (10 g)\nMagnesium 2500 mg 250 mg 67% RI', 'ok', '250', '10 g'),
    ('Nährwerte | pro 100 g | pro Portion (5 g)\nMagnesium | 4000 mg | 200 mg', 'ok', '200', '5 g'),
    ('per 100 g: magnesium 2500 mg; per maatschep (10 g): magnesium 250 mg (67% RI)', 'ok', '250', '1 scoop/10 g'),
    ('Twee tabletten leveren samen 250 mg magnesium.', 'ok', '250', '2 tablet'),
    ('In elke capsule zit 120 mg magnesium.', 'ok', '120', '1 capsule'),
    ('Eén zakje geeft je 300 mg magnesium.', 'ok', '300', '1 sachet'),
    ('Zwei Tabletten liefern 250 mg Magnesium.', 'ok', '250', '2 tablet'),
    ('Deux gélules apportent 300 mg de magnésium.', 'ok', '300', '2 capsule'),
    ('Ogni bustina fornisce 300 mg di magnesio.', 'ok', '300', '1 sachet'),
    ('Cada sobre aporta 300 mg de magnesio.', 'ok', '300', '1 sachet'),
    ('Three capsules provide 300 mg of elemental magnesium.', 'ok', '300', '3 capsule'),
    ('300 mg magnesium per 2 tabletten', 'ok', '300', '2 tablet'),
    ('300 mg magnesio per 2 compresse', 'ok', '300', '2 tablet'),
    ('300 mg de magnésium pour 2 gélules', 'ok', '300', '2 capsule'),
    ('300 mg de magnesio por 2 cápsulas', 'ok', '300', '2 capsule'),
    ('375 mg Magnesium je 3 Kapseln', 'ok', '375', '3 capsule'),
    ('Dagelijkse hoeveelheid van 3 capsules: 300 mg magnesium.', 'ok', '300', '3 capsule'),
    ('Magnesium per dag (3 capsules): 300 mg (80% RI)', 'ok', '300', '3 capsule'),
    ('Magnesiumgehalte pro Tagesdosis (2 Tabletten): 250 mg', 'ok', '250', '2 tablet'),
    ('Apport en magnésium pour la dose journalière (2 gélules) : 300 mg, soit 80% des VNR', 'ok', '300', '2 capsule'),
    ('Gebruik: 2 maal daags 1 capsule. Per dag krijg je 200 mg magnesium binnen.', 'ok', '200', '2 capsule'),
    ('Einnahme: 1 Kapsel dreimal täglich. Tagesdosis: 360 mg Magnesium', 'ok', '360', '3 capsule/-'),
    ('Prendre 1 gélule 2 fois par jour. Dose journalière : 300 mg de magnésium (80% VNR)', 'ok', '300', '2 capsule'),
    ('Tomar 1 cápsula dos veces al día. Dosis diaria: 300 mg de magnesio (80% VRN)', 'ok', '300', '2 capsule'),
    ('1 compressa 2 volte al giorno. Dose giornaliera: 300 mg di magnesio', 'ok', '300', '2 tablet'),
    ('Pour 100 g de produit : magnésium 300 mg (80 % VNR)', 'ok', '300', '100 g'),
    ('por 100 ml magnesio 25 mg (7 % VRN)', 'ok', '25', '100 ml'),
    ('per 100 g magnesio 280 mg', 'ok', '280', '100 g'),
    ('per portion 25 g magnesium 90 mg 24 %', 'ok', '90', '1 serving/25 g'),
    ('je Messlöffel 5 g Magnesium 250 mg 67 % NRV', 'ok', '250', '1 scoop'),
    ('pour 1 dosette 3 g magnésium 300 mg', 'ok', '300', '1 scoop'),
    ('NRV Magnesium = 375 mg. Magnesiumcitrat Pulver', 'ambiguous', '-', '*'),
    ('VNR du magnésium : 375 mg. Gélules de citrate de magnésium.', 'ambiguous', '-', '*'),
    ('Der Tagesbedarf liegt bei 350 mg Magnesium. Magnesiumcitrat Kapseln.', 'ambiguous', '-', '*'),
    ('Un adulto necesita 350 mg de magnesio al día. Cápsulas de citrato de magnesio.', 'ambiguous', '-', '*'),
    ('Il fabbisogno giornaliero è di 375 mg di magnesio. Compresse di magnesio citrato.', 'ambiguous', '-', '*'),
    ('Adults need about 400 mg of magnesium every day. Magnesium glycinate gummies.', 'ambiguous', '-', '*'),
    ('Neem niet meer dan 250 mg magnesium per dag. Magnesiumcitraat tabletten', 'ambiguous', '-', '*'),
    ('No superar 250 mg de magnesio al día. Óxido de magnesio, comprimidos', 'ambiguous', '-', '*'),
    ('Do not take more than 350 mg magnesium from supplements. Magnesium malate capsules.', 'ambiguous', '-', '*'),
    ('Non superare i 250 mg di magnesio al giorno. Magnesio marino.', 'ambiguous', '-', '*'),
    ('Höchstens 250 mg Magnesium täglich. Magnesiumoxid Tabletten.', 'ambiguous', '-', '*'),
    ('Dans une étude, les participants ont pris 300 mg de magnésium. Bisglycinate de magnésium.', 'ambiguous', '-', '*'),
    ('In einer Studie erhielten Probanden 300 mg Magnesium. Magnesiumcitrat.', 'ambiguous', '-', '*'),
    ('A trial of 500 mg magnesium daily for eight weeks. Magnesium taurate capsules.', 'ambiguous', '-', '*'),
    ('Ist 400 mg Magnesiumcitrat das Gleiche wie 400 mg Magnesium?', 'compound_only/ambiguous', '-', '*'),
    ('¿500 mg de citrato de magnesio son 500 mg de magnesio?', 'compound_only/ambiguous', '-', '*'),
    ('500 mg di citrato di magnesio sono 500 mg di magnesio?', 'compound_only/ambiguous', '-', '*'),
    ('500 mg de citrate ne sont pas 500 mg de magnésium.', 'compound_only/ambiguous', '-', '*'),
    ('Eine Kapsel hat keine 400 mg Magnesium, sondern 60 mg.', 'ok/ambiguous', '*', '*'),
    ('This tablet does not provide 500 mg of magnesium but 60 mg.', 'ok/ambiguous', '*', '*'),
    ('Tagesration 300 mg Magnesium, Packung 60 Kapseln', 'ok', '300', '-'),
    ('Daily dose: 350 mg magnesium. Bottle of 90 capsules.', 'ok', '350', '-'),
    ('Composition par gélule par jour (3 gélules)\nMagnésium 100 mg 300 mg 80%', 'ok', '300', '3 capsule'),
    ('por comprimido por toma diaria (2 comprimidos)\nMagnesio 150 mg 300 mg 80%', 'ok', '300', '2 tablet'),
    ('per compressa per dose giornaliera (2 compresse)\nMagnesio 150 mg 300 mg 80%', 'ok', '300', '2 tablet'),
    ('Une banane apporte 30 mg de magnésium. Citrate de magnésium, 1 gélule par jour.', 'ambiguous', '-', '*'),
    ('100 g Mandeln enthalten 270 mg Magnesium. Magnesiumcitrat Kapseln, 1 täglich.', 'ambiguous', '-', '*'),
    ('Preis je 100 mg Magnesium: 0,05 €. Magnesiumcitrat 120 Tabletten.', 'ambiguous', '-', '*'),
    ('Prix pour 100 mg de magnésium : 0,06 €. Citrate de magnésium, 90 gélules', 'ambiguous', '-', '*'),
    ('Andere Hersteller bieten 400 mg Magnesium pro Kapsel', 'ambiguous', '-', '*'),
    ("D'autres marques contiennent 300 mg de magnésium par gélule.", 'ambiguous', '-', '*'),
    ('"Ich nehme jeden Abend 400 mg Magnesium", schreibt Eva. Magnesiumcitrat 60 Kapseln', 'ambiguous', '-', '*'),
    ('Erhältlich in 100 mg, 200 mg und 400 mg Magnesium', 'ambiguous', '-', '*'),
    ('Disponible en 150 mg ou 300 mg de magnésium', 'ambiguous', '-', '*'),
    ('Disponibile da 150 mg o 300 mg di magnesio', 'ambiguous', '-', '*'),
    ('Dosis: 100 mg, 200 mg o 400 mg de magnesio', 'ambiguous', '-', '*'),
    ('Marke X 200 mg Magnesium pro Kapsel\nMarke Y 200 mg Magnesium pro 2 Kapseln', 'ambiguous', '-', '-'),
    ('Magnesium 300 mg (Erwachsene) / 150 mg (Kinder)', 'ambiguous', '-', '*'),
    ('Adultes : 300 mg de magnésium. Enfants : 150 mg de magnésium.', 'ambiguous', '-', '*'),
    ('Adultos 300 mg de magnesio / niños 150 mg de magnesio', 'ambiguous', '-', '*'),
    ("Magnésium 300 mg (dont 200 mg issus d'oxyde de magnésium et 100 mg issus de citrate de magnésium)", 'ok', '300', '*'),
    ('Magnesio 300 mg (di cui 200 mg da ossido di magnesio e 100 mg da citrato di magnesio)', 'ok', '300', '*'),
    ('Magnesio 300 mg (de los cuales 200 mg de óxido de magnesio y 100 mg de citrato de magnesio)', 'ok', '300', '*'),
    ('CITRATE DE MAGNESIUM 500 G poudre', 'compound_only/ambiguous', '-', '*'),
    ('Magnesium Glycinate Powder 250 g. Serving: 1 scoop (2 g) provides 200 mg magnesium', 'ok', '200', '1 scoop'),
    ('Ossido di magnesio in polvere 1 kg', 'compound_only/ambiguous', '-', '*'),
    ('360 mg magnésium 10 mg zinc pour 3 gélules', 'ok', '360', '3 capsule'),
    ('15 mg zinc 300 mg magnesium per 2 tablets', 'ok', '300', '2 tablet'),
    ('10 mg Zink und 250 mg Magnesium je Tablette', 'ok', '250', '1 tablet'),
    ('300 mg magnesio 10 mg zinco per compressa', 'ok', '300', '1 tablet'),
    ('Portiegrootte: 3 capsules\nMagnesium 300 mg', 'ok', '300', '3 capsule'),
    ('Taille de la portion : 2 gélules\nMagnésium 300 mg', 'ok', '300', '2 capsule'),
    ('Een eetlepel bevat 300 mg magnesium', 'ok', '300', '1 tbsp'),
    ('Ein Teelöffel enthält 300 mg Magnesium', 'ok', '300', '1 tsp'),
    ('Tre compresse forniscono 300 mg di magnesio', 'ok', '300', '3 tablet'),
    ('One litre contains 50 mg magnesium', 'ok', '50', '1000 ml'),
    ('Magnesium 200 mg/tablet', 'ok', '200', '1 tablet'),
    ('Magnesium bisglycinaat 100 mg elementair (2 tabletten)', 'ok/ambiguous', '*', '*'),
    ('Supplement Facts Serving Size 2 Tablets Magnesium (as Magnesium Oxide) 400 mg 95%', 'ok', '400', '2 tablet'),
    ('Een capsule bevat 700 mg magnesiumbisglycinaat (waarvan 70 mg elementair magnesium)', 'ok', '70', '1 capsule'),
    ('Magnesium 375 (60 tabletten)', 'ambiguous', '-', '*'),
    ('Magnesiumcitraat 400 mg per tablet', 'compound_only', '*', '1 tablet'),
    ('Magneesium 300 mg tablett', 'ambiguous/ok', '*', '*'),
    ('Magnezyum 250 mg tablet', 'ambiguous/ok', '*', '*'),
    ('マグネシウム 300mg', 'ambiguous/ok', '*', '*'),
    ('Hver kapsel inneholder 150 mg magnesium (sitrat)', 'ok', '150', '1 capsule'),
    ('Yksi tabletti sisältää 250 mg magnesiumia (oksidi)', 'ok', '250', '1 tablet'),
    ('1 tableta obsahuje: hořčík 300 mg (80 % RHP)', 'ok', '300', '1 tablet'),
    ('2 kapszula tartalma: magnézium 300 mg (80% NRV)', 'ok', '300', '2 capsule'),
    ('Jedna kapsula sadrži 150 mg magnezija', 'ok', '150', '1 capsule'),
    ('Една таблетка съдържа 200 mg магнезий', 'ok', '200', '1 tablet'),
    ('Κάθε δισκίο περιέχει 200 mg μαγνησίου', 'ok', '200', '1 tablet'),
    ('Одна таблетка содержит 100 мг магния', 'ok', '100', '1 tablet'),
    ('<table><tr><th></th><th>per 2 tabletten</th></tr><tr><td>Magnesium</td><td>300 mg</td><td>80%</td></tr></table>', 'ok', '300', '2 tablet'),
    ('{"serving_size": "2 capsules", "nutrients": [{"name": "Magnesium", "amount": 300, "unit": "mg"}, {"name": "Zinc", "amount": 10, "unit": "mg"}]}', 'ok', '300', '2 capsule'),
    ('Magnesium&nbsp;300&nbsp;mg per tablet', 'ok', '300', '1 tablet'),
    ('<html><head><title>Shop</title><style>.a{}</style></head><body><nav>Magnesium citraat 400 mg | Zink</nav><h1>Magnesium Bisglycinaat 120 caps</h1><p>Per 2 capsules</p><table><tr><td>Magnesium (bisglycinaat)</td><td>200 mg</td><td>53%</td></tr></table><h2>Anderen kochten ook</h2><div>Magnesium Citraat 300 mg - 90 tabletten € 12,95</div><footer>Magnesium 500 mg</footer></body></html>', 'ok', '200', '2 capsule'),
    ('Magnesium Forte\nSupplement Facts\nServing Size: 2 capsules\nServings per container: 60\nMagnesium (as magnesium glycinate) 240 mg 57% DV\n$24.99\nYou may also like\nMagnesium Oxide 500 mg, 100 tablets $9.99', 'ok', '240', '2 capsule'),
    ('Magnesium Komplex. 3 Kapseln täglich. Inhaltsstoffe pro Tagesdosis: Magnesium 375 mg (100% NRV*), Vitamin B6 1,4 mg (100%). *NRV = Nährstoffbezugswert. Wir empfehlen höchstens 400 mg Magnesium am Tag.', 'ok', '375', '3 capsule'),
    ('Magnésium marin 300 mg par jour. Posologie : 2 gélules par jour. Pour 2 gélules : magnésium 300 mg (80% VNR). Avis : "je prends 400 mg de magnésium depuis un an".', 'ok', '300', '2 capsule'),
    ('Compresse di magnesio. Dose giornaliera (2 compresse): Magnesio 250 mg 67% VNR. Fabbisogno 375 mg. Prezzo 12,90 € (0,09 € per 100 mg di magnesio).', 'ok', '250', '2 tablet'),
    ('Magnesio 300 mg por dosis diaria (2 cápsulas). El VRN de magnesio es 375 mg. Un plátano aporta 30 mg de magnesio.', 'ok', '300', '2 capsule'),
    ('Wist je dat 100 g cashewnoten 290 mg magnesium bevat?', 'ambiguous', '-', '*'),
    ('Hoeveel magnesium mag je per dag? Maximaal 250 mg magnesium uit supplementen.', 'ambiguous', '-', '*'),
    ('In 100 g spinazie zit 79 mg magnesium.', 'ambiguous', '-', '*'),
    ('Volwassen vrouwen hebben 300 mg magnesium per dag nodig, mannen 350 mg.', 'ambiguous', '-', '*'),
    ('Frauen brauchen 300 mg Magnesium am Tag.', 'ambiguous', '-', '*'),
    ('Les femmes ont besoin de 300 mg de magnésium par jour.', 'ambiguous', '-', '*'),
    ('The EFSA upper limit for supplements is 250 mg magnesium per day.', 'ambiguous', '-', '*'),
    ('EFSA: 250 mg Magnesium pro Tag aus Nahrungsergänzungsmitteln gelten als sicher.', 'ambiguous', '-', '*'),
    ('Magnesium 200 mg vs magnesium 400 mg: which one?', 'ambiguous', '-', '*'),
    ('Per 100 g: energie 400 kcal, eiwit 10 g, magnesium 120 mg (32% RI).', 'ok', '120', '100 g'),
    ('Nutrition facts per 100 g: Magnesium 0.12 g', 'ok', '120', '100 g'),
    ('Valeurs nutritionnelles moyennes pour 100 g Energie 1500 kJ Magnésium 100 mg (27% AQR)', 'ok', '100', '100 g'),
    ('Magnesium 56 mg (15% RI) per portie van 30 g', 'ok', '56', '30 g'),
    ('1 tablet = 250 mg magnesium (67% RI)', 'ok', '250', '1 tablet'),
    ('Per tablet: 250 mg magnesium als oxide', 'ok', '250', '1 tablet'),
    ('Elk bruistablet bevat 243 mg (10 mmol) magnesium', 'ok', '243', '1 tablet'),
    ('Magnesiumoxid 400 mg, davon Magnesium 240 mg pro Tablette', 'ok', '240', '1 tablet'),
    ('Magnesium oxide 400 mg (equivalent to 241 mg elemental magnesium) per tablet', 'ok', '241', '1 tablet'),
    ('Oxyde de magnésium 500 mg soit magnésium 300 mg par comprimé', 'ok', '300', '1 tablet'),
    ('Ossido di magnesio 500 mg pari a 300 mg di magnesio per compressa', 'ok', '300', '1 tablet'),
    ('Óxido de magnesio 500 mg equivalente a 300 mg de magnesio por comprimido', 'ok', '300', '1 tablet'),
    ('Magnesiumcitraat 1000 mg per 2 capsules', 'compound_only', '-', '2 capsule'),
    ('Each capsule contains 500 mg magnesium glycinate', 'compound_only', '-', '1 capsule'),
    ('Magnesium glycinate 2000 mg (providing 200 mg magnesium) per 4 capsules', 'ok', '200', '4 capsule'),
    ('Magnesium (as glycinate) 300 mg of which 100 mg per capsule', 'ok/ambiguous', '*', '*'),
    ('Magnesium 400', 'ambiguous', '-', '*'),
    ('Magnesiumoxide 200 mg waarvan 300 mg magnesium per tablet', 'inconsistent', '*', '*'),
    ('Magnesium 300 mg (80% RI), zink 10 mg (100% RI), per 2 tabletten', 'ok', '300', '2 tablet'),
    ('vitamine B6 1,4 mg, magnesium 300 mg per 3 gummies', 'ok', '300', '3 gummy'),
    ('Magnesiumstearaat, cellulose', 'no_magnesium', '-', '*'),
    ('Zink 10 mg per tablet', 'no_magnesium', '-', '*'),
    ('Magnesium spray: 10 sprays geven 150 mg magnesium', 'ok/ambiguous', '*', '*'),
    ('Magnesium bisglycinaat 1500 mg → 180 mg elementair magnesium (48% RI), 3 capsules', 'ok', '180', '*'),
    ('Sterkte: 400 mg magnesiumoxide per tablet', 'compound_only', '*', '1 tablet'),
    ('Magnesium Taurat 1000 mg | davon Magnesium 80 mg | 21% NRV | pro 2 Kapseln', 'ok', '80', '2 capsule'),
    ('Magnesium-Gehalt: 300 mg/Tagesdosis', 'ok', '300', '-'),
    ('Magnesium (elementair): 150 mg/capsule', 'ok', '150', '1 capsule'),
    ('Nutriment | Par gélule | Pour 3 gélules | % VNR\nMagnésium | 100 mg | 300 mg | 80%', 'ok', '300', '3 capsule'),
    ('Elément;par comprimé;AJR\nMagnésium;100 mg;27%', 'ok', '100', '1 tablet'),
    ('{"nutrient": "Magnesium", "qty": "80 mg", "per": "1 tablet"}', 'ok', '80', '1 tablet'),
    ('{"ingredient": "Magnesium (as citrate)", "dose": "200 mg", "portion": "2 capsules"}', 'ok', '200', '2 capsule'),
    ('nutrient: Magnesium\namount: 200 mg\nserving: 2 capsules', 'ok', '200', '2 capsule'),
    ('naam: Magnesium (citraat)\nhoeveelheid: 200 mg\nportie: 2 capsules', 'ok', '200', '2 capsule'),
    ('nutriment: Magnésium ; quantité: 300 mg ; portion: 3 gélules', 'ok', '300', '3 capsule'),
    ('<item><name>Magnesium</name><value>200</value><unit>mg</unit><serving>2 tablets</serving></item>', 'ok', '200', '2 tablet'),
    ('Magnesium,200,mg,2 tablets', 'ok/ambiguous', '*', '*'),
    ('"Magnesium";"200 mg";"53%"', 'ok', '200', '-'),
    ('Magnesium 1250 mg/100 g, 100 mg/scoop', 'ok', '100', '1 scoop'),
    ('pro 100 Gramm: 2500 mg Magnesium, pro Portion (5 Gramm): 125 mg Magnesium', 'ok', '125', '5 g/1 serving'),
    ('per 100 gram | per dosering (5 gram)\nMagnesium | 2500 mg | 125 mg', 'ok', '125', '5 g/1 serving'),
    ('Magnesium: 2500 mg per 100 g (125 mg per maatlepel)', 'ok', '125', '1 scoop'),
    ('Je krijgt 200 mg magnesium per tablet', 'ok', '200', '1 tablet'),
    ('Goed voor 200 mg magnesium per tablet', 'ok', '200', '1 tablet'),
    ('Met 200 mg magnesium in elke capsule', 'ok', '200', '1 capsule'),
    ('This gives you 200 mg of magnesium in every tablet', 'ok', '200', '1 tablet'),
    ('With 200 mg magnesium in each capsule', 'ok', '200', '1 capsule'),
    ('Mit 200 mg Magnesium in jeder Kapsel', 'ok', '200', '1 capsule'),
    ('Avec 200 mg de magnésium dans chaque gélule', 'ok', '200', '1 capsule'),
    ('Con 200 mg di magnesio in ogni compressa', 'ok', '200', '1 tablet'),
    ('Con 200 mg de magnesio en cada cápsula', 'ok', '200', '1 capsule'),
    ('Vous recevez 300 mg de magnésium avec 2 gélules', 'ok', '300', '2 capsule'),
    ('Sie erhalten 300 mg Magnesium mit 2 Kapseln', 'ok', '300', '2 capsule'),
    ('You get 300 mg magnesium from 2 capsules', 'ok', '300', '2 capsule'),
    ('2 capsules zijn goed voor 300 mg magnesium', 'ok', '300', '2 capsule'),
    ('Magnesium per capsule: 100 mg', 'ok', '100', '1 capsule'),
    ('Magnesium in 2 tablets: 250 mg', 'ok', '250', '2 tablet'),
    ('Inhoud per 2 capsules – Magnesium – 300 mg – 80%', 'ok', '300', '2 capsule'),
    ('Zusammensetzung je 2 Tabletten: Magnesium ... 300 mg ... 80 %', 'ok', '300', '2 tablet'),
    ('Magnesium (2 tablets): 250 mg', 'ok', '250', '2 tablet'),
    ('250 mg magnesium [2 tablets]', 'ok', '250', '2 tablet'),
    ('Magnesium 250 mg (in 2 tablets)', 'ok', '250', '2 tablet'),
    ('Magnesium 250 mg – 2 tablets', 'ok', '250', '*/2 tablet'),
    ('Magnesium, 250 mg (two tablets)', 'ok', '250', '2 tablet'),
    ('Dagportie = 3 capsules = 300 mg magnesium', 'ok', '300', '3 capsule'),
    ('In de dagportie van 3 capsules zit 300 mg magnesium', 'ok', '300', '3 capsule'),
    ('Die Tagesmenge von 2 Tabletten enthält 250 mg Magnesium', 'ok', '250', '2 tablet'),
    ('La dose journalière de 3 gélules contient 300 mg de magnésium', 'ok', '300', '3 capsule'),
    ('La dosis diaria de 2 cápsulas contiene 300 mg de magnesio', 'ok', '300', '2 capsule'),
    ('La dose giornaliera di 2 compresse contiene 300 mg di magnesio', 'ok', '300', '2 tablet'),
    ('Magnesium daily amount: 300 mg. Dosage: 1 capsule, 3 times daily', 'ok', '300', '3 capsule'),
    ('Täglich 300 mg Magnesium. Einnahme: 3 x täglich 1 Kapsel.', 'ok/ambiguous', '*', '3 capsule/-'),
    ('magnesium tweehonderd mg per tablet', 'ambiguous/ok', '*', '*'),
    ('Magnesium: 0.25 g per tablet', 'ok', '250', '1 tablet'),
    ('Magnesium 10,3 mmol (250 mg) pro Tablette', 'ok', '250', '1 tablet'),
    ('250 mg Magnesium (als Citrat) je Sachet', 'ok', '250', '1 sachet'),
    ('een bruistablet met 250 mg magnesium', 'ok', '250', '1 tablet'),
    ('1 stick = 300 mg magnesium = 80% RI', 'ok', '300', '1 sachet'),
)  # fmt: skip


@pytest.mark.parametrize(("text", "verdict", "best", "serving"), CASES)
def test_kind(text: str, verdict: str, best: str, serving: str) -> None:
    label = read_label(text, knowledge=KNOWLEDGE)
    amount = label.elemental_mg_per_serving
    read = None if amount is None else amount.best
    assert label.verdict in verdict.split("/")
    if best == "-":
        assert read is None
    elif best != "*":
        assert read == pytest.approx(float(best), abs=0.6)
    if serving != "*":
        told = "-" if label.serving is None else f"{label.serving.count:g} {label.serving.unit}"
        assert told in serving.split("/")


@pytest.mark.parametrize("text", [case[0] for case in CASES])
def test_every_number_stands_where_it_is_said_to_stand(text: str) -> None:
    label = read_label(text, knowledge=KNOWLEDGE)
    for number in label.numbers:
        assert text[number.start : number.end] == number.text
    starts = [number.start for number in label.numbers]
    assert starts == sorted(starts)
    if label.verdict == "ok":
        assert any(number.role == "content" for number in label.numbers)


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("magnesium 100% RI", 373.125, 378.75),
        ("Magnesium 56 % NRV per tablet", 208.125, 213.75),
        ("Magnesiumcitraat, 80% ADH", 298.125, 303.75),
    ],
)
def test_a_percent_of_the_european_value_alone_becomes_milligrams(text, low, high):
    label = read_label(text, knowledge=KNOWLEDGE)
    amount = label.elemental_mg_per_serving
    assert (label.verdict, amount.low, amount.high) == ("ambiguous", low, high)
    assert label.reference.base_mg == 375


@pytest.mark.parametrize("text", ["magnesium 100%", "Vitamine C 100% RI, magnesium", "magnesium 100% DV"])
def test_a_percent_of_nobody_knows_what_gives_no_amount(text):
    assert read_label(text, knowledge=KNOWLEDGE).elemental_mg_per_serving is None
