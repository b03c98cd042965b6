"""The commonest function words of the languages that people scrape: running text is full of them, menus and lists are not.

Owns the words; knows nothing else. The words are folded (lower case, Turkish dotless i as i). For scripts without blanks the common
grammatical characters stand in for words.
"""

from __future__ import annotations

WORDS = {
    "en": """the of and to in a is that for it was on as are with be by this at from or have an they which you were her she he his
        had not but has their there been will would who what if its more when out so said can up into than them only some could
        these two may then do first any my now such like our over me even most after also did many before must through where
        your how because about we i him no""",
    "de": """der die und in den von zu das mit sich des auf für ist im dem nicht ein eine als auch es an werden aus er hat dass
        sie nach wird bei einer um am sind noch wie einem über einen so zum war haben nur oder aber vor zur bis mehr durch man
        sein wurde sei wenn können schon gegen ihre ich wir seine kann unter seiner keine diese doch vom was zwei eines ihr""",
    "fr": """le la les de des du et à un une en que qui dans est pour par sur pas plus au avec ce il elle ne se sont son sa ses
        mais ont cette été aux comme on nous vous leur ou fait être entre après sans aussi même ces dont était avait peut tout
        deux lui je si où encore c d l qu n s""",
    "es": """el la los las de del y a en que un una es por con para se no su al lo como más o pero sus le ha me si sin sobre este
        ya entre cuando todo esta ser son dos también fue había era muy años hasta desde está mi porque qué sólo han yo hay donde
        quien durante todos uno les ni contra otros""",
    "it": """il lo la i gli le di del della dei delle e a in che un una è per con non si da al alla sono nel nella come più ma
        anche o ha se dal dalla ai hanno questo questa su tra essere era stato loro dopo ci suo sua anni due così solo perché
        cui quando fatto tutti l un""",
    "pt": """o a os as de do da dos das e em que um uma é por com para se não no na ao mais como mas foi nos nas sua seu ou ser
        quando muito há já está também só pelo pela até isso ela entre era depois sem mesmo aos ter seus quem às ele são você
        eu este""",
    "nl": """de het een en van in is dat op te zijn met voor niet die er aan om ook als door maar bij ze uit nog over naar dan
        hij was heeft worden wordt wat ik je we deze kan zo of meer tot al hun geen hebben had werd worden haar zich kunnen""",
    "pl": """i w na z że się do nie to jest o jak a po co tak za od przez ale dla jego już czy tym ich był przed był była oraz
        może tego które który będzie ma przy także pod jako ze są tylko był przez jej być został""",
    "sv": """och i att det som en på är av för med den till inte har de om ett han var men sig vi jag så från kan när efter
        också eller vid ut hade ska nu mot hon under man över alla där blir upp skulle mycket vara kommer""",
    "da": """og i at det som en på er af for med den til ikke har de om et han var men sig vi jeg så fra kan når efter også
        eller ved ud havde skal nu mod hun under man over alle der bliver op ville meget være kommer hvor""",
    "no": """og i å det som en på er av for med den til ikke har de om et han var men seg vi jeg så fra kan når etter også
        eller ved ut hadde skal nå mot hun under man over alle der blir opp ville mye være kommer hvor""",
    "fi": """ja on ei että se oli hän ovat mutta joka kun myös niin kuin tai sen jo mukaan vain ole ollut nyt sitä joka jos
        mitä hänen olisi sekä voi kanssa vielä jälkeen""",
    "tr": """ve bir bu da de için ile olarak daha çok olan gibi en sonra kadar ne o ama var göre ise her kendi iki olduğu
        oldu değil ki mi yeni ya hem bunu biz ben""",
    "ru": """и в не на что с по как он к из а за от у для о его но это все или так же до при бы был было их она они мы я
        только может после если есть который также еще года том уже чтобы ее нет""",
    "uk": """і в не на що з по як він до із а за від у для про його але це всі або так же при б був було їх вона вони ми я
        тільки може після якщо є який також ще року тому вже щоб її та й""",
    "ar": """في من علي ان الي عن التي الذي هذا هذه مع بعد كان كما لا ما او قد بين كل ذلك قال
        حيث و لم خلال حتي اي منذ عند وقال وكان ولم ولا وفي ومن التي الذين ثم لقد انه انها وهو وهي
        به فيه له لها هو هي غير بعض""",
}

CHARACTERS = frozenset(
    "的了是在不和有我他这這中人上个們们到说說地也就出会會时時要于以而之与與你"
    "はがのをにでともへやられてしたいなる"
    "か은는이가을를의에"
)
"""Grammatical characters of Chinese, Japanese and Korean."""

ALL = frozenset(word for words in WORDS.values() for word in words.split())
"""The function words of all languages together."""

RARER = {
    "tr": """ancak tarafından arasında üzerinde içinde diye önce şu şey şekilde nasıl neden hiç tüm bazı biri onun onlar siz bizim artık bile
        yani çünkü eğer üzere dolayı rağmen karşı başka aynı böyle öyle olması olduğunu olmak etti ettiği ettiğini edildi eden edilen dedi
        yapılan yer var yok şöyle vardı ilk büyük ifade söyledi belirtti konuştu""",
    "fi": """tämä tämän tätä hän hänen siitä siinä sitten myöskin koska kuitenkin vaikka kaikki monta oma omaan ollaan oltu olivat eivät eikä
        kuten sekä lisäksi mutta ennen aikana yli alle noin vuonna vuoden sanoo kertoo mukaan vasta aina enää jopa""",
}
"""More function words of languages whose endings stand in for them: only the guess of a language counts these."""
