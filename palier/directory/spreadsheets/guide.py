"""The sheet « Mode d’emploi » of the workbook, line by line."""

GUIDE = (
    "Comment se servir de ce classeur",
    "",
    "1. Changez les cases que vous voulez dans les feuilles « Lieux » et « Services ». Enregistrez en XLSX ou en ODS.",
    "2. Déposez le fichier sur la page « Tableur » du site. Vous y verrez chaque différence, fiche par fiche.",
    "3. Décochez ce que vous ne voulez pas, puis acceptez. Rien ne change avant.",
    "",
    "Ce qu’il faut savoir",
    "",
    "Ne changez pas la première colonne : l’identifiant dit de quelle fiche parle la ligne.",
    "Une case laissée comme elle était ne change rien, même si quelqu’un a changé la fiche entre-temps.",
    "Une case vidée efface ce que la fiche disait.",
    "Une ligne ou une colonne enlevée n’efface rien. Une ligne ajoutée ne crée rien : créez le lieu sur le site.",
    "Une case changée ici et, entre-temps, sur le site n’est pas écrite : elle vous est montrée.",
    "500 lignes changées au plus à la fois.",
    "",
    "Ce que les cases acceptent",
    "",
    "Oui ou non : oui, non.",
    "Une liste (labels, publics, langues, besoins, accès, modalités) : les mots de la feuille « Mots acceptés », "
    "séparés par un point-virgule.",
    "Équipements : « wifi : oui ; imprimante : non ». Ce qui n’est pas écrit n’est pas précisé.",
    "Horaires : en français, « du mardi au samedi 9h-12h et 14h-18h, fermé le lundi », ou au format d’OpenStreetMap.",
    "Dates : 24/11/2026. Fermetures : une par ligne, « 24/12/2026 – 31/12/2026 : Fêtes ».",
    "Contacts : un par ligne, « téléphone : 02 61 91 00 00 | précision : accueil | à utiliser d’abord ».",
    "On peut ajouter « | heures : Mo-Fr 09:00-12:00 », « | visible par : professionnels », « | d’une personne » et, "
    "si cette personne accepte qu’il soit public, « | accord du : 24/11/2026 ».",
    "Commune et structure : le nom suivi de son code entre parenthèses. Pour en changer, changez les deux.",
    "Position : la latitude puis la longitude, « 48.0707, -0.7734 ».",
    "Une case entre crochets est écrite pour la machine : laissez-la, et changez-la sur le site.",
)
