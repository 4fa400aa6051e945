"""What the demonstration cycle says: declarations only. Invented for trying the product, from no real text."""

from dataclasses import dataclass
from decimal import Decimal

from mithaq.apps.plans.actions import Wording

YEARS = (2025, 2027)
LETTER = "LC-2025-DEMO"
PROGRAMME = "BP-FM-2025-2027"
REGIONAL, PROVINCIAL, HOSPITAL = "CP-FM-2025", "CP-FM-2025-P", "CP-FM-2025-H"

LETTER_TITLE = Wording(
    "Lettre de cadrage 2025-2027 (démonstration)",
    "رسالة تأطيرية 2025-2027 (عرض تجريبي)",
)
LETTER_TEXT = Wording(
    "Trois orientations pour la période : réduire les écarts d’accès aux soins de la mère et de l’enfant entre milieu "
    "urbain et milieu rural ; rapprocher les consultations et la chirurgie des bassins de population ; lier une part "
    "des moyens à des résultats vérifiés. Chaque groupement répond par un budget-programme de trois ans, dans la "
    "limite des enveloppes annoncées. Texte de démonstration, sans valeur officielle.",
    "ثلاثة توجهات للفترة: تقليص الفوارق في الولوج إلى علاجات الأم والطفل بين الوسطين الحضري والقروي؛ تقريب الاستشارات "
    "والجراحة من السكان؛ ربط جزء من الموارد بنتائج متحقق منها. تجيب كل مجموعة صحية ترابية بميزانية - برنامج لثلاث "
    "سنوات، في حدود الأغلفة المعلنة. نص للعرض التجريبي، ليست له أي صبغة رسمية.",
)
PROGRAMME_TITLE = Wording(
    "Budget-programme de la région Fès-Meknès 2025-2027 (démonstration)",
    "ميزانية - برنامج جهة فاس-مكناس 2025-2027 (عرض تجريبي)",
)
BASELINE_SOURCE = "Activité 2024 générée pour la démonstration"


@dataclass(frozen=True, slots=True)
class Action:
    """An action and its costs by (year, nature), in millions of dirhams."""

    code: str
    title: Wording
    operations: tuple[str, str, str]
    investment: tuple[str, str, str] = ("0", "0", "0")


@dataclass(frozen=True, slots=True)
class ObjectiveText:
    """An objective, the indicators that measure it, the actions that serve it."""

    code: str
    title: Wording
    indicators: tuple[str, ...]
    actions: tuple[Action, ...]


@dataclass(frozen=True, slots=True)
class AreaText:
    """A strategic area and its objectives."""

    code: str
    title: Wording
    objectives: tuple[ObjectiveText, ...]


AREAS = (
    AreaText(
        "D1",
        Wording("Santé de la mère et de l’enfant", "صحة الأم والطفل"),
        (
            ObjectiveText(
                "D1.1",
                Wording(
                    "Suivre les grossesses et accoucher en milieu surveillé",
                    "تتبع الحمل والولادة تحت المراقبة الطبية",
                ),
                ("antenatal-four-visits", "attended-deliveries"),
                (
                    Action(
                        "D1.1.1",
                        Wording("Équiper les maisons d’accouchement rurales", "تجهيز دور الولادة القروية"),
                        ("1.10", "1.20", "1.20"),
                        ("6.20", "5.40", "3.10"),
                    ),
                    Action(
                        "D1.1.2",
                        Wording("Équipes mobiles de suivi des grossesses", "فرق متنقلة لتتبع الحمل"),
                        ("2.40", "2.60", "2.80"),
                    ),
                ),
            ),
            ObjectiveText(
                "D1.2",
                Wording("Vacciner tous les enfants avant un an", "تلقيح جميع الأطفال قبل متم السنة الأولى"),
                ("fully-vaccinated-children",),
                (
                    Action(
                        "D1.2.1",
                        Wording("Renouveler la chaîne du froid", "تجديد سلسلة التبريد"),
                        ("0.40", "0.40", "0.40"),
                        ("1.80", "0.60", "0.40"),
                    ),
                ),
            ),
        ),
    ),
    AreaText(
        "D2",
        Wording("Accès aux soins et qualité", "الولوج إلى العلاجات والجودة"),
        (
            ObjectiveText(
                "D2.1",
                Wording("Rapprocher les consultations des populations", "تقريب الاستشارات من السكان"),
                ("outpatient-consultations",),
                (
                    Action(
                        "D2.1.1",
                        Wording(
                            "Consultations médicales avancées en milieu rural", "استشارات طبية متقدمة بالوسط القروي"
                        ),
                        ("3.20", "3.40", "3.60"),
                    ),
                ),
            ),
            ObjectiveText(
                "D2.2",
                Wording("Développer l’activité chirurgicale", "تنمية النشاط الجراحي"),
                ("surgical-acts",),
                (
                    Action(
                        "D2.2.1",
                        Wording("Remettre à niveau les blocs opératoires", "تأهيل المركبات الجراحية"),
                        ("1.50", "1.50", "1.60"),
                        ("9.50", "8.00", "4.00"),
                    ),
                ),
            ),
            ObjectiveText(
                "D2.3",
                Wording("Améliorer la qualité et payer sur résultats", "تحسين الجودة والأداء على أساس النتائج"),
                ("quality-score",),
                (
                    Action(
                        "D2.3.1",
                        Wording("Visites de vérification et plans d’amélioration", "زيارات التحقق وخطط التحسين"),
                        ("0.90", "0.95", "1.00"),
                    ),
                ),
            ),
        ),
    ),
)
# Actions whose cost follows from the contracts: four quarters at their ceiling, the same each year.
PERFORMANCE_ACTION = ("D2.3.2", Wording("Part variable du contrat-programme", "الجزء المتغير من عقد البرنامج"))
CASCADE_ACTION = (
    "D2.3.3",
    Wording("Contrats internes de la province et de l’hôpital", "العقود الداخلية للإقليم والمستشفى"),
)


@dataclass(frozen=True, slots=True)
class Promise:
    """What is promised on an indicator: growth on the baseline by year, tariff, threshold, cap."""

    growth: tuple[str, str, str]
    tariff: str
    threshold: str = "0.75"
    cap: str = "1.10"


PROMISES = {
    "antenatal-four-visits": Promise(("0.07", "0.12", "0.16"), "60.00"),
    "attended-deliveries": Promise(("0.05", "0.09", "0.12"), "260.00"),
    "fully-vaccinated-children": Promise(("0.05", "0.08", "0.10"), "45.00"),
    "outpatient-consultations": Promise(("0.06", "0.10", "0.14"), "6.50"),
    "surgical-acts": Promise(("0.08", "0.14", "0.20"), "420.00", threshold="0.80"),
    "quality-score": Promise(("0.06", "0.12", "0.18"), "0.00"),
}
PRIMARY_CARE = (
    "antenatal-four-visits",
    "attended-deliveries",
    "fully-vaccinated-children",
    "outpatient-consultations",
    "quality-score",
)
HOSPITAL_CARE = ("attended-deliveries", "outpatient-consultations", "surgical-acts", "quality-score")
TOLERATED_MISSING = {REGIONAL: Decimal("0.05"), PROVINCIAL: Decimal("0.05"), HOSPITAL: Decimal(0)}

CLAUSES = (
    (
        Wording("Objet", "الموضوع"),
        Wording(
            "Le présent contrat fixe les résultats attendus du titulaire, les moyens que le payeur met à sa "
            "disposition et la règle qui lie les uns aux autres.",
            "يحدد هذا العقد النتائج المنتظرة من صاحب العقد، والموارد التي يضعها الطرف المؤدي رهن إشارته، والقاعدة التي "
            "تربط بينهما.",
        ),
    ),
    (
        Wording("Durée", "المدة"),
        Wording(
            "Le contrat prend effet le 1er janvier 2025 et s’achève le 31 décembre 2027. Il est revu chaque année.",
            "يسري العقد ابتداء من فاتح يناير 2025 وينتهي في 31 دجنبر 2027. وتتم مراجعته كل سنة.",
        ),
    ),
    (
        Wording("Engagements chiffrés", "التعهدات المرقمة"),
        Wording(
            "Les cibles de l’annexe 1 sont celles du budget-programme ou y contribuent. Seules les données vérifiées "
            "comptent.",
            "القيم المستهدفة الواردة في الملحق 1 هي قيم الميزانية - البرنامج أو تساهم فيها. ولا تحتسب إلا المعطيات "
            "المتحقق منها.",
        ),
    ),
    (
        Wording("Paiement", "الأداء"),
        Wording(
            "Chaque trimestre, la règle de paiement publiée donne le montant du décompte, dans la limite du plafond "
            "du trimestre.",
            "في كل ربع سنة، تعطي قاعدة الأداء المنشورة مبلغ كشف الحساب، في حدود سقف الربع.",
        ),
    ),
    (
        Wording("Données manquantes", "المعطيات غير المتوفرة"),
        Wording(
            "Un engagement dont la part de données manquantes dépasse la tolérance convenue n’est pas évalué : son "
            "montant reste en attente, il ne vaut pas zéro.",
            "لا يقيم التعهد الذي تتجاوز حصة معطياته غير المتوفرة النسبة المتفق عليها: يبقى مبلغه في الانتظار ولا يحتسب "
            "صفرا.",
        ),
    ),
    (
        Wording("Quatre yeux", "مبدأ الأعين الأربع"),
        Wording(
            "Qui déclare ne vérifie pas ; qui calcule ne contresigne pas ; qui rédige ne signe pas.",
            "من يصرح لا يتحقق؛ ومن يحتسب لا يصادق؛ ومن يحرر لا يوقع.",
        ),
    ),
    (
        Wording("Revue et avenants", "المراجعة والعقود الملحقة"),
        Wording(
            "Toute modification fait l’objet d’un avenant signé par les deux parties, sans effet sur les trimestres "
            "déjà contresignés.",
            "كل تعديل يكون موضوع عقد ملحق يوقعه الطرفان، دون أثر على الأرباع التي تمت المصادقة عليها.",
        ),
    ),
)

# (who bears it: "payer" or "holder", text, due on, done on or "")
DUTIES = (
    (
        "payer",
        Wording("Verser l’avance du premier trimestre", "أداء تسبيق الربع الأول"),
        "2025-01-31",
        "2025-01-28",
    ),
    (
        "payer",
        Wording("Mettre en place un vérificateur indépendant", "تعيين مكلف بالتحقق مستقل"),
        "2025-03-31",
        "2025-03-14",
    ),
    ("payer", Wording("Pourvoir quatre postes de sages-femmes", "شغل أربعة مناصب للقابلات"), "2025-09-30", ""),
    (
        "holder",
        Wording("Transmettre les données avant le 10 du mois suivant", "تقديم المعطيات قبل العاشر من الشهر الموالي"),
        "2025-02-10",
        "2025-02-07",
    ),
    (
        "holder",
        Wording("Afficher les tarifs et les résultats du trimestre", "نشر التعريفات ونتائج الربع"),
        "2025-04-30",
        "2025-04-29",
    ),
    (
        "holder",
        Wording("Présenter le plan d’amélioration de la qualité", "تقديم خطة تحسين الجودة"),
        "2025-12-15",
        "",
    ),
)
TITLES = {
    REGIONAL: Wording(
        "Contrat-programme 2025-2027 — GST Fès-Meknès", "عقد برنامج 2025-2027 — المجموعة الصحية الترابية فاس-مكناس"
    ),
    PROVINCIAL: Wording("Contrat-programme 2025-2027 — {fr}", "عقد برنامج 2025-2027 — {ar}"),
    HOSPITAL: Wording("Contrat d’objectifs et de moyens 2025-2027 — {fr}", "عقد الأهداف والوسائل 2025-2027 — {ar}"),
}
