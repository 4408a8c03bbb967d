//! What is said in the pictures, in three languages: one from left to right, one with long words,
//! one from right to left.

use pulina_shared::language::Language;

/// Everything that somebody says or chooses in one language.
pub struct Words {
    /// Which language.
    pub language: Language,
    /// Who answers.
    pub agent: &'static str,
    /// The channel's heading, the line below it, its first bubble, and the bubble beside the launcher.
    pub title: &'static str,
    pub subtitle: &'static str,
    pub welcome: &'static str,
    pub teaser: &'static str,
    /// What visitors agree to, and what they may agree to on top of it.
    pub consent: &'static str,
    pub communicate: &'static str,
    /// What is said while nobody is there.
    pub away: &'static str,
    /// The questions: a name, a topic with its options, a box to tick.
    pub name: &'static str,
    pub topic: &'static str,
    pub topics: [&'static str; 3],
    pub newsletter: &'static str,
    /// A conversation, turn by turn; the visitor begins.
    pub talk: [&'static str; 4],
    /// What goes with an offer: answers to choose from and a link.
    pub offer: &'static str,
    pub choices: [&'static str; 3],
    pub card: (&'static str, &'static str),
    /// What goes with files.
    pub broken: &'static str,
    pub guide: &'static str,
    /// Something that was said wrongly at first, and something that goes out later.
    pub mistyped: &'static str,
    pub typed: &'static str,
    pub waiting: &'static str,
    /// Other questions of the same visitor.
    pub earlier: [&'static str; 2],
}

/// All of them.
pub const ALL: [Words; 3] = [
    Words {
        language: Language::En,
        agent: "Ana",
        title: "Kelo Pottery",
        subtitle: "Three potters and a kiln",
        welcome: "Hello! Ask us anything about our pottery.",
        teaser: "Looking for a present? We can help.",
        consent: "We keep what you write in order to answer it. Read our [privacy notice](https://kelo.example/privacy).",
        communicate: "You may write to me about new pottery",
        away: "We are at the wheel. Leave a message and we answer {time}.",
        name: "Your name",
        topic: "What is it about?",
        topics: ["An order", "A visit", "Something else"],
        newsletter: "I have read the opening hours",
        talk: [
            "Hello! Is the morning cup safe in the dishwasher?",
            "It is. We fire it at **1,240 °C**, so it takes:\n- every programme\n- the oven, up to 220 °C",
            "Lovely, then two of them in green, please.",
            "With pleasure. See https://kelo.example/cups for the greens.",
        ],
        offer: "Which green shall it be?",
        choices: ["Moss", "Lake", "Show me both"],
        card: ("Morning cup", "Holds two coffees, or one long one."),
        broken: "This one came with a crack.",
        guide: "We send a new one. Here is the return slip.",
        mistyped: "Saterday would be fine",
        typed: "Saturday would be fine",
        waiting: "Are you open on Sunday too?",
        earlier: ["Do you ship to Norway?", "Can I visit the workshop?"],
    },
    Words {
        language: Language::Fi,
        agent: "Aino",
        title: "Kelon savipaja",
        subtitle: "Kolme keraamikkoa ja yksi uuni",
        welcome: "Hei! Kysy meiltä mitä vain astioistamme.",
        teaser: "Etsitkö lahjaa? Autamme mielellämme.",
        consent: "Säilytämme kirjoittamasi, jotta voimme vastata siihen. Lue [tietosuojaseloste](https://kelo.example/tietosuoja).",
        communicate: "Minulle saa kirjoittaa uusista astioista",
        away: "Olemme dreijan ääressä. Jätä viesti, niin vastaamme {time}.",
        name: "Nimesi",
        topic: "Mitä asiasi koskee?",
        topics: ["Tilausta", "Vierailua", "Jotain muuta"],
        newsletter: "Olen lukenut aukioloajat",
        talk: [
            "Hei! Kestääkö aamukuppi astianpesukoneen?",
            "Kestää. Poltamme sen **1 240 °C:ssa**, joten se kestää:\n- kaikki pesuohjelmat\n- uunin 220 °C:seen asti",
            "Ihanaa, kaksi vihreää siis, kiitos.",
            "Mielellämme. Vihreän sävyt: https://kelo.example/kupit",
        ],
        offer: "Kumpi vihreä se olisi?",
        choices: ["Sammal", "Järvi", "Näyttäkää molemmat"],
        card: ("Aamukuppi", "Vetää kaksi kahvia tai yhden pitkän."),
        broken: "Tässä oli särö jo tullessa.",
        guide: "Lähetämme uuden. Tässä palautuslomake.",
        mistyped: "Launtai sopisi hyvin",
        typed: "Lauantai sopisi hyvin",
        waiting: "Oletteko auki myös sunnuntaina?",
        earlier: ["Lähetättekö Norjaan?", "Voiko verstaalla vierailla?"],
    },
    Words {
        language: Language::Ar,
        agent: "ليلى",
        title: "خزف كيلو",
        subtitle: "ثلاثة خزّافين وفرن واحد",
        welcome: "أهلاً! اسألونا عن أي شيء يخص خزفنا.",
        teaser: "هل تبحث عن هدية؟ يسعدنا أن نساعد.",
        consent: "نحتفظ بما تكتبه لكي نجيب عنه. اقرأ [إشعار الخصوصية](https://kelo.example/privacy).",
        communicate: "يمكنكم مراسلتي عن القطع الجديدة",
        away: "نحن أمام الدولاب الآن. اترك رسالة وسنجيب {time}.",
        name: "اسمك",
        topic: "ما موضوع سؤالك؟",
        topics: ["طلب", "زيارة", "أمر آخر"],
        newsletter: "قرأت أوقات العمل",
        talk: [
            "مرحباً! هل يتحمل فنجان الصباح غسالة الصحون؟",
            "نعم. نحرقه عند **1240 °C**، فهو يتحمل:\n- كل البرامج\n- الفرن حتى 220 °C",
            "رائع، أريد اثنين باللون الأخضر.",
            "بكل سرور. درجات الأخضر هنا: https://kelo.example/cups",
        ],
        offer: "أي أخضر تفضل؟",
        choices: ["الطحلب", "البحيرة", "أرني الاثنين"],
        card: ("فنجان الصباح", "يتسع لقهوتين، أو لواحدة طويلة."),
        broken: "وصل هذا وفيه شرخ.",
        guide: "سنرسل لك واحداً جديداً. هذه قسيمة الإرجاع.",
        mistyped: "السبب مناسب لي",
        typed: "السبت مناسب لي",
        waiting: "هل تفتحون يوم الأحد أيضاً؟",
        earlier: ["هل تشحنون إلى النرويج؟", "هل يمكن زيارة الورشة؟"],
    },
];
