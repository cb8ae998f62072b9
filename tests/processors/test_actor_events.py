"""Who did what to whom: each row is a construction of Arabic news."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from marsad.config.models import Actor
from marsad.records import Event, decode, encode
from processors.actors import ActorTagger


def actor(name: str, kind: str, *spellings: str, adjectives: tuple[str, ...] = ()) -> Actor:
    return Actor(id=name, type=kind, names={"ar": spellings[0]}, aliases=spellings[1:], adjectives=adjectives)


TAGGER = ActorTagger(
    (
        actor("grp:taliban", "armed_group", "حركة طالبان", "طالبان"),
        actor("grp:isis", "armed_group", "تنظيم داعش", "داعش"),
        actor("grp:houthis", "armed_group", "ميليشيات الحوثي", "الحوثيين", "الحوثيون", adjectives=("حوثي",)),
        actor("org:arab-coalition", "intl_org", "التحالف العربي"),
        actor("media:channel", "media", "قناة النخيل"),
        actor("per:salem", "person", "سالم الراوي"),
    )
)


def told(text: str) -> list[tuple[str, str | None, str | None]]:
    """Return the events of a text as (event, source, target)."""
    return [(each.event, each.source, each.target) for each in TAGGER.read("", text, None)[1]]


@pytest.mark.parametrize(
    ("text", "event", "source", "target"),
    [
        ("هاجمت طالبان بلدة حدودية", "attack", "grp:taliban", None),
        ("شنت طالبان هجوما على تنظيم داعش", "attack", "grp:taliban", "grp:isis"),
        ("وقع هجوم لطالبان على المدينة", "attack", "grp:taliban", None),
        ("الهجوم الذي شنته طالبان أمس", "attack", "grp:taliban", None),
        ("وقع هجوم من قبل تنظيم داعش", "attack", "grp:isis", None),
        ("قصفت مقاتلات التحالف العربي مواقع للحوثيين", "attack", "org:arab-coalition", "grp:houthis"),
        ("وجه الجيش الروسي ضربات لطالبان", "attack", "mil:RU", "grp:taliban"),
        ("أعلن الجيش الروسي أنه قصف مواقع داعش", "attack", "mil:RU", "grp:isis"),
        ("أعلن تنظيم داعش مسؤوليته عن الهجوم", "attack", "grp:isis", None),
        ("سقطت صواريخ استهدفت طالبان", "attack", None, "grp:taliban"),
        ("سيطرت طالبان على المدينة", "control", "grp:taliban", None),
        ("في مناطق تسيطر عليها طالبان", "control", "grp:taliban", None),
        ("الحركة تحت سيطرة طالبان منذ عام", "control", "grp:taliban", None),
        ("استعادت القوات العراقية البلدة من داعش", "repelled", "mil:IQ", "grp:isis"),
        ("أحبطت القوات العراقية هجوما لداعش", "repelled", "mil:IQ", "grp:isis"),
        ("تمكنت القوات العراقية من طرد داعش", "repelled", "mil:IQ", "grp:isis"),
        ("قتل الجيش الروسي عشرة مسلحين", "killed", "mil:RU", None),
        ("مقتل جندي روسي في انفجار", "killed", None, "mil:RU"),
        ("قتل سالم الراوي برصاص الجيش الروسي", "killed", "mil:RU", "per:salem"),
        ("مقتل 30 من مسلحي داعش في غارة للتحالف العربي", "killed", "org:arab-coalition", "grp:isis"),
        ("إن 30 من عناصر طالبان قتلوا أمس", "killed", None, "grp:taliban"),
        ("سالم الراوي قتل في منزله", "killed", None, "per:salem"),
        ("هاجمت طالبان القاعدة الجوية وقتلت 12 جنديا", "killed", "grp:taliban", None),
        ("اعتقلت القوات العراقية العشرات عندما استعادت مناطق واسعة", "repelled", "mil:IQ", None),
        ("قالت حركة طالبان إن مقاتليها هاجموا المخفر", "attack", "grp:taliban", None),
        ("القوات العراقية، مدعومة بطائرات مسيرة، استعادت البلدة", "repelled", "mil:IQ", None),
        ("القوات العراقية استمرت في قصف المدينة القديمة", "attack", "mil:IQ", None),
        ("أسهم الحلفاء في مساعدة القوات العراقية على استعادة البلدة", "repelled", "mil:IQ", None),
        ("شنت مقاتلات ومدفعية التحالف العربي غارات على مواقع الحوثيين", "attack", "org:arab-coalition", "grp:houthis"),
        ("نفذت القوات العراقية فجر اليوم غارات على مواقع لداعش", "attack", "mil:IQ", "grp:isis"),
        ("أعلن تنظيم داعش مسؤوليته عن سلسلة هجمات", "attack", "grp:isis", None),
        ("أعلنت طالبان تبنيها الهجوم", "attack", "grp:taliban", None),
        ("اتهمت الشرطة حركة طالبان المتشددة بتفجير الجسر", "attack", "grp:taliban", None),
        ("رصدت المنظمة قصف داعش عشرين منزلا واقتحام 30 منزلا آخر", "control", "grp:isis", None),
        ("وجه الجيش الروسي ضربة إلى تنظيم داعش", "attack", "mil:RU", "grp:isis"),
        ("استهدفت غارة للتحالف العربي مواقع الحوثيين", "attack", "org:arab-coalition", "grp:houthis"),
        ("تعرضت مواقع للجيش الروسي لهجوم ليلي", "attack", None, "mil:RU"),
        ("هاجم تنظيم داعش القرية", "attack", "grp:isis", None),
        ("هاجم حركة طالبان في معقلها", "attack", None, "grp:taliban"),
        ("هاجموا الجيش الروسي في معسكره", "attack", None, "mil:RU"),
        ("قصف قوات الجيش الروسي للمدينة", "attack", "mil:RU", None),
        ("قتل ثلاثة مدنيين من قبل الجيش الروسي", "killed", "mil:RU", None),
        ("إعدام تنظيم داعش 30 شخصا", "killed", "grp:isis", None),
        ("مقتل أربعة مدنيين بغارة لطائرات التحالف العربي", "killed", "org:arab-coalition", None),
        ("قتل ثلاثة جنود على يد مسلحين من حركة طالبان", "killed", "grp:taliban", None),
        ("لقي خمسة من مقاتلي طالبان مصرعهم في غارة للجيش الروسي", "killed", "mil:RU", "grp:taliban"),
        ("قتلت حركة طالبان المتشددة الأفغانية ثلاثة رجال", "killed", "grp:taliban", None),
        ("اقتحمت القوات العراقية المخيم وقتلت ثلاثة رجال", "killed", "mil:IQ", None),
        ("هاجم مسلحو حركة طالبان فندقا وقتلوا عشرة نزلاء", "killed", "grp:taliban", None),
        ("العشرات من الحوثيين قتلوا فيما فر آخرون", "killed", None, "grp:houthis"),
        ("مقتل زعيم تنظيم داعش سالم الراوي في مخبئه", "killed", None, "per:salem"),
        ("اغتيال روسيا لقيادي في حركة طالبان", "killed", "state:RU", "grp:taliban"),
        ("هجوم واسع لطالبان على المخفر", "attack", "grp:taliban", None),
        ("قصف مدفعي للجيش الروسي على البلدة", "attack", "mil:RU", None),
        ("غارات شنتها مقاتلات تابعة للتحالف العربي", "attack", "org:arab-coalition", None),
        ("الغارات التي شنتها روسيا في سوريا", "attack", "state:RU", None),
        ("واصل الجيش الروسي قصف مواقع داعش", "attack", "mil:RU", "grp:isis"),
        ("روسيا تواصل ضرب داعش", "attack", "state:RU", "grp:isis"),
        ("تم استهداف مواقع الحوثيين من قبل طيران التحالف العربي", "attack", "org:arab-coalition", "grp:houthis"),
        ("استهداف الحوثيين لسفينة في الميناء", "attack", "grp:houthis", None),
        ("ضربات لطيران الجيش الروسي على مواقع داعش", "attack", "mil:RU", "grp:isis"),
        ("قام الحوثيون بقصف الأحياء", "attack", "grp:houthis", None),
        ("روسيا هي التي قصفت القرية", "attack", "state:RU", None),
        ("منطقة قصفها الجيش الروسي", "attack", "mil:RU", None),
        ("القائد الذي قتله سالم الراوي", "killed", "per:salem", None),
        ("غزو روسيا لأوكرانيا عقب الحشد", "attack", "state:RU", "state:UA"),
        ("طالبان تعلن مسؤوليتها عن هجوم المطار", "attack", "grp:taliban", None),
        ("تقف حركة طالبان وراء الهجوم", "attack", "grp:taliban", None),
        ("كثفت طائرات التحالف العربي الذي تقوده السعودية غاراتها", "attack", "org:arab-coalition", None),
        ("القوات العراقية المدعومة من التحالف العربي تستعيد البلدة", "repelled", "mil:IQ", None),
        ("إن قوات الجيش الروسي استعادت السيطرة على الميناء", "control", "mil:RU", None),
        ("تم طرد مقاتلي داعش من المدينة", "repelled", None, "grp:isis"),
        ("صد هجوم لطالبان على المخفر", "repelled", None, "grp:taliban"),
        ("اعترض الجيش الروسي صاروخا", "repelled", "mil:RU", None),
        ("دمرت الدفاعات الجوية الروسية صاروخين فوق البحر", "repelled", "mil:RU", None),
        ("تصدى الجيش الروسي لمحاولة تسلل مسلحي داعش", "repelled", "mil:RU", "grp:isis"),
        ("القائد الذي يريد قصف روسيا", "attack", None, "state:RU"),
        ("اعترف تنظيم داعش الأربعاء بمسؤوليته عن غارة استهدفت الجسر", "attack", "grp:isis", None),
        ("مقتل قيادي بحركة طالبان في منزله", "killed", None, "grp:taliban"),
        ("محاولة اغتيال رئيس الوزراء الفلسطيني سالم الراوي", "killed", None, "per:salem"),
        ("كانت القوات العراقية قتلت في العملية ثلاثة مسلحين", "killed", "mil:IQ", None),
        ("قتل الجيش الروسي في التظاهرات عشرة", "killed", "mil:RU", None),
        ("سالم الراوي قتل بالخطأ", "killed", None, "per:salem"),
        ("وقال إنها استهدفت مسلحي حركة طالبان", "attack", None, "grp:taliban"),
        ("ثالث قرية تطرد الحوثيين", "repelled", None, "grp:houthis"),
        ("بعد ضرب روسيا لعشرات الأهداف", "attack", "state:RU", None),
        ("جرى صد مقاتلي طالبان على الجبهة", "repelled", None, "grp:taliban"),
        ("البلدة التي طرد منها داعش", "repelled", None, "grp:isis"),
        ("أعلنت السلطات إحباط مخططات أخرى لداعش", "repelled", None, "grp:isis"),
        ("عقب تحرير القوات العراقية المدينة من داعش", "repelled", "mil:IQ", "grp:isis"),
        ("غارات على مواقع وتجمعات للحوثيين", "attack", None, "grp:houthis"),
        ("مشاركة روسيا في الضربات على داعش", "attack", "state:RU", "grp:isis"),
        ("الضربات الدقيقة للتحالف العربي", "attack", "org:arab-coalition", None),
        ("معارك وغارات وقصف التحالف العربي", "attack", "org:arab-coalition", None),
        ("روسيا، حليفة دمشق، قصفت القرية", "attack", "state:RU", None),
        ("سيطرت القوات العراقية على البلدة بدعم جوي من الجيش الروسي", "control", "mil:IQ", None),
        ("هاجمت حركة طالبان، الجمعة، مقرا للشرطة", "attack", "grp:taliban", None),
        ("روسيا تقول إنها قصفت مواقع داعش", "attack", "state:RU", "grp:isis"),
        ("غارات روسية على القرية", "attack", "mil:RU", None),
        ("تواصل القصف الروسي العنيف على القرية", "attack", "mil:RU", None),
        ("استهدفت غارة روسية مواقع داعش", "attack", "mil:RU", "grp:isis"),
        ("وقعت ضربة جوية روسية في الجنوب", "attack", "mil:RU", None),
        ("قصفا روسيا استمر ساعتين", "attack", "mil:RU", None),
        ("تعرضت المدينة لهجوم صاروخي روسي", "attack", "mil:RU", None),
        ("العدوان الروسي على القرية", "attack", "state:RU", None),
        ("الاجتياح الروسي للمدينة", "control", "state:RU", None),
        ("مقتل ثلاثة مزارعين بنيران روسية", "killed", "mil:RU", None),
        ("قتل ثلاثة مزارعين بالرصاص الروسي", "killed", "mil:RU", None),
        ("قتل سالم الراوي في غارة روسية", "killed", "mil:RU", "per:salem"),
        ("وقتل عشرة من عناصر طالبان بدعم من غارات لداعش", "killed", None, "grp:taliban"),
        ("سنوات من الاحتلال الروسي لأوكرانيا", "control", "state:RU", "state:UA"),
        ("بعد الغزو الروسي لأوكرانيا", "attack", "state:RU", "state:UA"),
        ("أعلن الجيش الروسي أنه قتل في العملية ثلاثة مسلحين", "killed", "mil:RU", None),
        ("في معقل الحوثيين، قصف التحالف العربي منازل لقادتهم", "attack", "org:arab-coalition", None),
        ("استهدفت ضربات حركة طالبان الموالية لإيران المدنيين", "attack", "grp:taliban", None),
        ("تخضع المدينة لسيطرة طالبان، وتدور معارك لتحريرها من الجيش الروسي", "control", "grp:taliban", None),
        ("تجويزهم قتل رجال الأمن الروس، واستحلال دمائهم", "killed", None, "sec:RU"),
        ("قتل ستون شخصا أمس الأول في هجمات لداعش", "killed", "grp:isis", None),
        ("أعلن الجيش الروسي، الثلاثاء، سيطرته على التلة", "control", "mil:RU", None),
        ("إن ثلاثة من عناصر طالبان لقوا مصرعهم في المواجهات", "killed", None, "grp:taliban"),
        ("خلية طالبان التي نفذت اعتداءات العاصمة", "attack", "grp:taliban", None),
        ("قبل أن تتصدى لهم القوات العراقية", "repelled", "mil:IQ", None),
        ("عمدت طالبان إلى قصف الأحياء", "attack", "grp:taliban", None),
        ("سقط قتلى في سلسلة غارات للتحالف العربي", "killed", "org:arab-coalition", None),
        ("عربة معدة لاستهداف الجيش الروسي", "attack", None, "mil:RU"),
        ("شنت القوات العراقية عملية واسعة في الصحراء", "attack", "mil:IQ", None),
        ("نعى الناشطون مقتل القيادي البارز سالم الراوي", "killed", None, "per:salem"),
        ("تحت سيطرة فصيل طالبان في الشمال", "control", "grp:taliban", None),
        ("وتزامن مع قصف الجيش الروسي مواقع لداعش", "attack", "mil:RU", "grp:isis"),
        (
            "سيطرتهم على الميناء بعد أن استولت طالبان على المدينة بناء على طلب من الحكومة الروسية",
            "control",
            "grp:taliban",
            None,
        ),
        ("واتهم الوزير سالم الراوي روسيا بأنها اقتحمت القرية", "control", "state:RU", None),
        ("التقييم الأولي للمحققين هو أن سالم الراوي قتل في بيته", "killed", None, "per:salem"),
        ("تنظيم داعش يتبنى قتل خمسة أشخاص في القرية", "killed", "grp:isis", None),
        ("أسقطت الحكومة الروسية طائرة استطلاع", "repelled", "gov:RU", None),
        ("الشرطة الروسية تفشل هجوما لداعش", "repelled", "pol:RU", "grp:isis"),
        ("الغارات الروسية التي شنها التحالف العربي", "attack", "org:arab-coalition", None),
        ("وشنت أيضا قوات التحالف العربي عملية على مواقع الحوثيين", "attack", "org:arab-coalition", "grp:houthis"),
        ("تمكن الجيش الروسي من طردهم من القرية", "repelled", "mil:RU", None),
        ("قامت عناصر من القوات الروسية بلباس مدني بالسيطرة على المطار", "control", "mil:RU", None),
        ("أقدم تنظيم داعش خلال الأيام الماضية على إعدام ثلاثة رهائن", "killed", "grp:isis", None),
        ("لجأ الجيش الروسي مساء أمس إلى قصف القرى", "attack", "mil:RU", None),
        ("الجيش الروسي يعترف بمسؤوليته عن هجوم على القرية", "attack", "mil:RU", None),
        ("أعلن الجيش الروسي أن طائراته لم تشن هجوما على القرية", "attack", "mil:RU", None),
        ("اتهمت المنظمة القوات الروسية وحلفاءها بقصف المستشفى", "attack", "mil:RU", None),
        ("ضربة قوية من الجيش الروسي في أطراف المدينة", "attack", "mil:RU", None),
        ("استهداف ميليشيات الحوثي مؤخرا لناقلة نفط", "attack", "grp:houthis", None),
        ("اقتحم مسلحون من حركة طالبان مركزا أمنيا", "control", "grp:taliban", None),
        ("23 قتيلا بهجومين لحركة طالبان", "killed", "grp:taliban", None),
        ("الضربة التي وجهتها القوات الروسية أمس", "attack", "mil:RU", None),
        ("قتل سبعة جنود في كمين نصبه مقاتلو طالبان", "killed", "grp:taliban", None),
        ("حملت واشنطن حركة طالبان مسؤولية الهجوم", "attack", "grp:taliban", None),
        ("اتهمت واشنطن حركة طالبان بالوقوف وراء الهجوم", "attack", "grp:taliban", None),
        ("دخلت القوات الروسية المدينة وأحكمت سيطرتها عليها", "control", "mil:RU", None),
        ("ضربة روسية تقتل قياديا محليا", "killed", "mil:RU", None),
        ("تعرضت القرية لقصف من طائرات التحالف العربي", "attack", "org:arab-coalition", None),
        ("إن مسلحي طالبان دخلوا المدينة وكانوا يحاولون السيطرة على الجسر", "control", "grp:taliban", None),
        ("قصف حوثي على حي سكني", "attack", "grp:houthis", None),
        ("الهجمات الحوثية على المدينة", "attack", "grp:houthis", None),
        ("صد الجيش الروسي هجوما حوثيا", "repelled", "mil:RU", "grp:houthis"),
        ("مقتل قيادي حوثي في انفجار", "killed", None, "grp:houthis"),
        ("مقتل 20 حوثيا في انفجار", "killed", None, "grp:houthis"),
        ("قصفت مقاتلات التحالف العربي تجمعات حوثية", "attack", "org:arab-coalition", "grp:houthis"),
        ("وجهت واشنطن الاتهام إلى حركة طالبان بتنفيذ هجمات", "attack", "grp:taliban", None),
        ("هدد تنظيم داعش على حساب له باستهداف الملاعب", "attack", "grp:isis", None),
        ("كثفت القوات الروسية، مدعومة من إيران، هجماتها على البلدة", "attack", "mil:RU", None),
        ("كانت القوات الروسية قد شنت بإسناد من التحالف العربي، السبت، هجوما على القرية", "attack", "mil:RU", None),
        ("شن تنظيم داعش الذي خسر معظم الأراضي، هجوما على البلدة", "attack", "grp:isis", None),
        ("نفذت قوات التحالف العربي بقيادة روسيا غارة على القرية", "attack", "org:arab-coalition", None),
        ("اعترف الموقع بتمكن الجيش الروسي من قتل ثلاثة قياديين", "killed", "mil:RU", None),
        ("استهدفت البلدة غارة نفذتها على الأرجح قوات التحالف العربي", "attack", "org:arab-coalition", None),
        ("أحبطت القوات الروسية الهجوم واستعادت سيطرتها على التلة", "repelled", "mil:RU", None),
        ("أعدت حركة طالبان لهجوم واسع", "attack", "grp:taliban", None),
        ("مقتل ستة من رجال الشرطة الروسية", "killed", None, "pol:RU"),
        ("سقطوا خلال إحباط الجيش الروسي محاولة تسلل لهم", "repelled", "mil:RU", None),
    ],
)
def test_sides_stand_where_grammar_puts_them(text: str, event: str, source: str | None, target: str | None) -> None:
    """Verbs, verbal nouns, relative clauses, passives and means; a side that is not said is None."""
    assert (event, source, target) in told(text)


@pytest.mark.parametrize(
    "text",
    [
        "وقع هجوم كبير في المدينة",
        "شنت طالبان حملة إعلامية واسعة",
        "شن الحوثيون هجوما لاذعا على الصحيفة",
        "طرد الكويت السفير",
        "قالت قناة النخيل إن الهجوم انتهى",
        "نفت طالبان مسؤوليتها عن الهجوم",
        "قال الجيش الروسي. وقع هجوم",
        "تقدمت قوات لوحدات الجيش الروسي. وسيطرت جماعة على المدينة",
        "يريد الحلفاء قصف كوريا الشمالية",
        "قال البرلمان المصري الذي يسيطر عليه المحافظون",
        "أنهكها الغزو السوفييتي الطويل",
        "تحرير الكويت قبل عقود",
        "دانت وزارة الخارجية المصرية احتلال المدينة",
        "ذكرت الصحيفة أن غطاء جويا من طائرات الجيش الروسي سيطر على الأجواء",
        "أحكمت القوات الموالية للرئيس سالم الراوي سيطرتها على الميناء",
        "استعادت اليونان حقها في الاقتراض",
        "هاجمت روما بشدة الخطة الجديدة",
        "شن سالم الراوي هجومه قبل بدء الجلسة",
        "واحتلت زيارة سالم الراوي الصفحات الأولى",
        "اعترضت روسيا على القرار",
        "دمر الجيش الروسي منصة صواريخ ونفقا",
        "قال الرئيس إن روسيا دمرت أسلحتها الكيميائية كلها",
        "قال قائد في قوات الاحتلال سالم الراوي",
        "عين رئيس تحرير سالم الراوي",
        "أي هجوم بالنسبة لروسيا تصعيد",
        "مقتل زعيم تنظيم داعش في المدينة",
        "يهدد سالم الراوي داعش بضربة قوية",
        "الحوار مع روسيا الذين سيطروا على الميناء",
        "قتل عشرة بعدما اعترفوا تحت الضغط على يد الجيش الروسي",
        "ضربة جوية للجيش الروسي",
        "وقع تفجير السفارة الروسية قبل أعوام",
        "حاول الثوار إسقاط طائرات روسية",
        "عاد من مهمة لاعتراض طائرات روسية",
        "كان سالم الراوي قتل، الجمعة، أربعة أشخاص",
        "بعد قتله سالم الراوي",
        "طردت روسيا سالم الراوي",
        "اغتيال مدير المالية في تنظيم داعش",
        "الإعصار الذي ضرب روسيا",
        "قرارات تستهدف روسيا",
        "فيضانات روسيا تقتل العشرات",
        "تمثل استعادة البلدة ضربة قوية لطالبان",
        "شن المدرب هجوما على روسيا",
        "هاجم روسيا وسياساتها",
        "هجوم إلكتروني على الجيش الروسي",
        "دفع مقتله سالم الراوي إلى الاستقالة",
        "قتل من جانب طالبان ثمانية",
        "زعيم تنظيم داعش قتل في منزله",
        "هي من احتلت البلاد ودمرت روسيا، ثم رحلت",
        "وقع اتفاق مع الفصائل وحركة طالبان، تسيطر بموجبه الفصائل",
        "إسقاط مروحية عسكرية روسية",
        "وحدات حاولت إسقاط طائرات روسية لكنها فشلت",
        "اتهام السلطات المصرية المسلحين بقصف القرية",
        "رفضت الحكومة اتهامات روسيا بقصف القرية",
        "العراق أخطر موسكو بضربته العسكرية",
        "هجوم حوثي روسي في البحر",
        "الهجمات الفلسطينية على البلدة",
        "خط الهجوم البرازيلي في المباراة",
        "هجوم روسي على سالم الراوي بسبب تصريحه",
        "تجمع لجنود الغزو الروسي في القرية",
        "قتل جنديا بسيارة روسية",
        "وقعت غارة على المدينة الروسية",
        "قال الاحتلال الروسي في بيان",
        "إقرار الاحتلال الروسي لقانون جديد",
        "روسيا تفشل أمام القضاء الدولي",
        "واشنطن تفشل في تمرير البيان",
        "الشعب يريد إسقاط الحكومة الروسية",
        "أسقطت روسيا مشروع قرار في المجلس",
        "أسقطت الحكومة الروسية الجنسية عن ثلاثة",
        "هجومه ضد روسيا مفهوم",
        "وقالت الشرطة الروسية إنه استهدف عن عمد",
        "تسليم مناطق سيطرتهم للحكومة الروسية",
        'وقال سالم الراوي "استهدفت عربات القرية"',
        "واصل سالم الراوي هجومه الناري ضد الحكومة الروسية",
        "القرية المجاورة التي تدرب أهلها على يد الجيش الروسي قصفت",
        "لقي أحد حراس الحماية لزعيم الجماعة سالم الراوي مصرعه",
        "انتزع سالم الراوي حكما قضائيا",
        "رئيس مركز بني عدوان سالم الراوي",
        "تعمل روسيا على التصدي للتحديات",
        "تنظيم قاعدة روسيا يتبنى قتل 14 جنديا في كمين",
        "سددها الصوفي قوية تصدى لها سالم الراوي",
        "المجموعة التي أعلنت ولاءها للرئيس السابق سالم الراوي سيطرت على المباني",
        "الجماعة التي يتزعمها الطبيب سالم الراوي شنت الهجومين",
        "إحباط محاولة لاقتحام وزارة الداخلية الروسية",
        "تشارك سالم الراوي الإحباط من التأخير",
        "العقوبات التي تستهدف روسيا",
        "أنباء عن تحرر أوكرانيا",
        "يمثل تفجير سالم الراوي صدمة",
        "ختم هجومه العنيف على سالم الراوي",
        "ردع ميليشيات العدوان الحوثي",
        "فيلم حوثي عن القصف",
        "طرح الوزير فكرة اجتياح أوكرانيا عسكريا",
        "تحتل أوكرانيا موقعا استراتيجيا على البحر",
        "فصائل مسلحة خارج سيطرة الحكومة الروسية",
    ],
)
def test_nothing_is_guessed(text: str) -> None:
    """No side said, a blow of words, diplomacy, whoever reports, a denial, another sentence, one who may be met as well."""
    assert [] == told(text)


def test_an_event_names_its_word_and_place() -> None:
    """Offsets are those of the word in its field; the place is what the clause says."""
    text = "سيطرت طالبان على مدينة قندهار"
    (event,) = TAGGER.read("", text, None)[1]
    assert ("سيطرت", "قندهار") == (text[event.start : event.end], event.place)
    assert event == decode(encode(event), Event)


@pytest.mark.parametrize(
    ("text", "event", "status"),
    [
        ("شنت طالبان هجوما على الثكنة", "attack", "asserted"),
        ("أحبطت الشرطة هجوما لطالبان على الثكنة", "attack", "prevented"),
        ("أحبطت القوات العراقية هجوما لداعش", "repelled", "asserted"),
        ("لم تهاجم طالبان الثكنة", "attack", "negated"),
        ("نفت سوريا شن الجيش الروسي أي هجوم", "attack", "negated"),
        ("تعتزم طالبان شن هجوم على الثكنة", "attack", "planned"),
        ("حاولت طالبان السيطرة على المدينة", "control", "attempted"),
        ("قصف الجيش الروسي مواقع داعش عام 2016", "attack", "recalled"),
    ],
)
def test_an_event_says_what_became_of_it(text: str, event: str, status: str) -> None:
    """As a keyword's hit does: an attack that was foiled is not told as one that took place."""
    made = TAGGER.read("", text, datetime(2018, 5, 1, tzinfo=UTC))[1]
    assert {status} == {each.status for each in made if each.event == event}


def test_events_of_before_took_place() -> None:
    """Yesterday's analyses have no status of events."""
    old = b'{"event":"attack","field":"text","start":0,"end":4,"source":null,"target":null,"place":null}'
    assert "asserted" == decode(old, Event).status


def test_an_unknown_side_is_written_as_null() -> None:
    """Readers of the JSON need not know which keys may be missing."""
    (event,) = TAGGER.read("", "سيطرت طالبان على المدينة", None)[1]
    assert b'"target":null' in encode(event)
