# fal Budget en français. Mêmes clés que en.ftl ; CONTRIBUTING.md explique comment ajouter une langue.
# Espaces insécables :   avant : et %,   (fine) avant ; ! ? et dans les nombres.

language-name = Français


## La zone de notification

balance-unknown = Solde inconnu
not-up-to-date = pas à jour
tray-see-why = Ouvrez fal Budget pour savoir pourquoi
tray-spent-today-unknown = Dépensé aujourd’hui : inconnu
tray-locked = bloqué par fal.ai
tray-refused = un appel a été refusé
tray-spent-since = Dépensé depuis : { $amount }
tray-spent-today = Dépensé aujourd’hui : { $amount }
tray-today = Aujourd’hui : { $amount }
tray-no-budget = Aucun budget
tray-open = Ouvrir fal Budget
tray-refresh = Actualiser
tray-dashboard = Ouvrir le tableau de bord fal.ai
tray-hide-amounts = Masquer les montants
tray-show-amounts = Afficher les montants
tray-settings = Réglages…
tray-quit = Quitter


## Chiffres, dates et ce qu’ils disent (format, view)

# Nombres et montants.
number-decimal = ,
number-group = { " " }
percent = { $number } %
amount = { $minus }{ $digits } { $sign }
amount-less-than = < { $amount }
amount-more-than = > { $amount }
less-than = moins de { $amount }
amount-with-dollars = { $amount } ({ $dollars })
quantity = { $number } { $unit }
quantity-more = encore { $number } { $unit }

# Les unités de fal, après un nombre.
unit-images = { $count ->
    [one] image
   *[other] images
}
unit-videos = { $count ->
    [one] vidéo
   *[other] vidéos
}
unit-megapixels = { $count ->
    [one] mégapixel
   *[other] mégapixels
}
unit-seconds = { $count ->
    [one] seconde
   *[other] secondes
}
unit-minutes = { $count ->
    [one] minute
   *[other] minutes
}
unit-video-segments = { $count ->
    [one] segment vidéo
   *[other] segments vidéo
}
unit-compute-seconds = { $count ->
    [one] seconde de calcul
   *[other] secondes de calcul
}
unit-1000-characters = { $count ->
    [one] millier de caractères
   *[other] milliers de caractères
}
unit-generations = { $count ->
    [one] génération
   *[other] générations
}
unit-requests = { $count ->
    [one] requête
   *[other] requêtes
}

# Ce qu’un modèle demande : libellés d’un champ.
asks-images = Images
asks-characters = Caractères
asks-clips = Clips

# Jours et moments. 1 est janvier, et lundi.
month-short = { $month ->
    [1] janv.
    [2] févr.
    [3] mars
    [4] avr.
    [5] mai
    [6] juin
    [7] juil.
    [8] août
    [9] sept.
    [10] oct.
    [11] nov.
   *[12] déc.
}
month-long = { $month ->
    [1] janvier
    [2] février
    [3] mars
    [4] avril
    [5] mai
    [6] juin
    [7] juillet
    [8] août
    [9] septembre
    [10] octobre
    [11] novembre
   *[12] décembre
}
weekday-short = { $weekday ->
    [1] lun.
    [2] mar.
    [3] mer.
    [4] jeu.
    [5] ven.
    [6] sam.
   *[7] dim.
}
date = { $day ->
    [1] 1er { $month }
   *[other] { $day } { $month }
}
date-with-year = { $date } { $year }
date-with-weekday = { $weekday } { $date }
dates = { $first } – { $last }
dates-of-a-month = { $first ->
    [1] 1er–{ $last }
   *[other] { $first }–{ $last }
}
week-of = Semaine : { $dates }
moment = { $date } à { $time }
span = du { $first } au { $last }
age-now = à l’instant
age-minutes = il y a { $minutes } min
age-hours = il y a { $hours } h
when-today = aujourd’hui
when-tomorrow = demain
when-on = le { $date }, dans { $days } jours
when-on-day = le { $date }
when-between = { $dates }
when-or-later = à partir du { $date }, peut-être pas avant un an

# Le solde.
header-budget = Budget : { $amount }
header-spent = Dépensé : { $amount }
status-locked = bloqué
status-below-zero = sous zéro
status-overspent = dépassé
status-nothing-left = plus rien
status-left = il reste { $share }
status-left-low = il ne reste que { $share }
of-reference = sur { $reference }
one-to-one = fal.ai facture en dollars US ; affiché à 1 pour 1
low-budget-share = Budget bas : il reste { $left }, soit { $share }.
low-budget-overspent = Budget bas : { $left }, vous avez dépensé plus que le montant saisi.
low-budget-nothing-left = Budget bas : { $left }, il ne reste rien.
low-budget-top-up = fal.ai bloque tout le compte quand le solde est épuisé. Rechargez-le là-bas, puis saisissez le nouveau solde.
low-budget-top-up-live = fal.ai bloque tout le compte quand le solde est épuisé. Rechargez-le là-bas ; le nouveau solde s’affichera ici tout seul.
provenance-by-hand = saisi à la main · { $moment }
provenance-last-read = dernier relevé fal.ai · { $moment }
provenance-jobs = estimé d’après les tâches enregistrées · aucun budget
provenance-live = en direct, { $age }
provenance-live-old = dernier relevé { $age } · { $reason }
entry-by-hand = à la main
entry-connected = fal.ai, à la connexion
entry-topped-up = fal.ai, après une recharge
entry-disconnected = fal.ai, à la déconnexion

# Le solde en direct.
held = { $jobs ->
    [one] { $amount } retenus pour { $number } tâche que fal.ai n’a peut-être pas encore débitée
   *[other] { $amount } retenus pour { $number } tâches que fal.ai n’a peut-être pas encore débitées
}
reason-offline = cet ordinateur est hors ligne
reason-unreachable = fal.ai est injoignable
reason-slow = fal.ai tarde à répondre
reason-busy = fal.ai demande d’attendre
reason-failing = fal.ai répond par l’erreur { $status }
reason-unreadable = la réponse de fal.ai est incompréhensible
reason-currency = fal.ai répond en { $currency }
reason-key-rejected = la clé n’est pas acceptée
reason-key-missing = le trousseau ne donne pas la clé
trouble-offline = Cet ordinateur est hors ligne.
trouble-unreachable = fal.ai est injoignable. Vérifiez le réseau.
trouble-slow = fal.ai n’a pas répondu à temps.
trouble-busy = fal.ai demande d’espacer les appels.
trouble-failing = fal.ai a répondu par l’erreur { $status }.
trouble-unreadable = La réponse de fal.ai n’a pas été comprise. Si cela dure, cherchez une version plus récente de fal Budget.
trouble-currency = fal.ai donne le solde de ce compte en { $currency }. fal Budget ne lit que les dollars US : déconnectez la clé et saisissez le solde.
trouble-key-rejected = fal.ai n’accepte pas cette clé pour le solde. Créez une clé de portée Admin sous Keys dans le tableau de bord fal.ai, puis collez-la dans Réglages, Solde en direct.
trouble-key-missing = Le trousseau ne donne pas la clé. Déverrouillez-le et appuyez sur Actualiser ; si la clé n’y est plus, collez-la de nouveau dans Réglages, Solde en direct.
trouble-tried-again = { $trouble } Un nouvel essai se fait tout seul.
locked-says = fal.ai a bloqué ce compte. Son message : « { $message } »
locked-means = Les tâches sont refusées tant que fal.ai ne rouvre pas le compte, quel que soit le solde ; après une recharge, cela peut prendre des heures ou des jours. fal Budget continue ses relevés et vous prévient quand c’est fini.
key-in-keychain = La clé est dans le trousseau de ce système.
key-in-file = Aucun trousseau n’a répondu sur ce système : la clé est dans un fichier du dossier de données que vous seul pouvez lire, sans chiffrement.
record-reading = Lecture des factures de fal.ai : { $jobs } jusqu’ici.
record-stopped = Arrêté après { $jobs }. Ce qui est lu est gardé, et la lecture reprendra de là.
record-followed = Les factures de fal.ai sont complètes du { $from } au { $until }. Les nouvelles tâches sont lues toutes les cinq minutes.
record-complete = Les factures de fal.ai sont complètes du { $from } au { $until }. Elles ne sont plus suivies.
record-question = { $jobs ->
    [one] { $number } tâche enregistrée à la main dans cette période, { $cost } en tout : les factures de fal.ai contiennent ce qui a tourné alors, elle compte donc deux fois. La remplacer ? Elle reste dans la liste, hors de toute somme, et peut être reprise.
   *[other] { $number } tâches enregistrées à la main dans cette période, { $cost } en tout : les factures de fal.ai contiennent ce qui a tourné alors, elles comptent donc deux fois. Les remplacer ? Elles restent dans la liste, hors de toute somme, et chacune peut être reprise.
}
news-topped-up = Compte rechargé de { $amount }. La barre repart à neuf.
news-replaced = { $jobs ->
    [one] { $number } autre tâche enregistrée à la main a cédé la place aux factures de fal.ai. La liste de toutes les tâches la montre.
   *[other] { $number } autres tâches enregistrées à la main ont cédé la place aux factures de fal.ai. La liste de toutes les tâches les montre.
}
news-locked = fal.ai a bloqué ce compte. La fenêtre dit quoi faire.
news-damaged = Une partie de la base de données est illisible ; la copie du jour n’a pas été faite. Exportez vos tâches, ou remettez une copie plus ancienne : Réglages, Fichiers.
news-key-rejected = fal.ai n’accepte plus la clé. Connectez-en une autre.

# Tâches et changements. Les actions suivent « Annuler » et « Annulé : ».
job-correction = Correction
job-of-a-model = { $model }, { $quantity }
jobs-counted = { $jobs ->
    [one] { $number } tâche
   *[other] { $number } tâches
}
jobs-none = aucune tâche
jobs-two = { $one } et { $two }
jobs-more-than = plus de { $number } tâches
jobs-with-cost = { $jobs }, { $cost }
jobs-unpriced = { $jobs ->
    [one] + { $number } tâche de prix inconnu
   *[other] + { $number } tâches de prix inconnu
}
jobs-with-unpriced = { $unpriced ->
    [one] { $jobs }, dont { $number } de prix inconnu
   *[other] { $jobs }, dont { $number } de prix inconnu
}
deed-balance = solde { $amount }
deed-reconcile = rapprochement avec { $amount }
deed-clear = budget effacé
deed-import = import de { $jobs }
deed-reference = nouveau repère des 100 %
deed-void = mise à l’écart de { $jobs }
deed-restore = rétablissement de { $jobs }
deed-correct = correction de { $jobs }
deed-price = prix de { $model }
deed-price-jobs = prix donné à { $jobs }
deed-replace = remplacement de { $jobs } par les factures de fal.ai
deed-settings = changement des réglages

# Prix et estimations.
no-price = aucun prix connu
price-per = { $price } par { $unit }
price-per-1000-characters = { $price } les 1000 caractères
price-assumed = supposé
price-of-the-list = prix de la liste, { $date } ({ $origin })
price-of-fal = prix de fal.ai, { $date }
price-of-yours = votre prix, { $date }
job-price-assumed = { $price }, supposé
job-price-of-the-list = { $price }, prix de la liste
job-price-of-fal = { $price }, prix de fal.ai
job-price-of-yours = { $price }, votre prix
prices-none-in-use = Aucun modèle n’est encore utilisé : enregistrez une tâche de l’un d’eux, ou fixez un prix.
prices-read = { $models ->
    [one] { $priced } modèle utilisé sur { $models } a un prix chez fal.ai, relevé le { $moment }.
   *[other] { $priced } des { $models } modèles utilisés ont un prix chez fal.ai, relevé le { $moment }.
}
price-changed = { $model } : { $before } → { $now } ; les anciennes tâches gardent le leur.
estimate-an-image = { $price } l’image
estimate-a-video = { $price } la vidéo
estimate-of-a-model = { $quantity } à { $price }, { $source }
estimate-assumed = supposé : { $prices }
estimate-leaves = il restera { $amount }
estimate-more-than-left = plus qu’il ne reste : { $amount }
more-like-it = { $count ->
    [one] encore { $number } comme elle
   *[other] encore { $number } comme elle
}

# Fichiers de tâches.
import-which-columns = Indiquez les colonnes : { $fields }.
import-not-read = Non lu : { $columns }.
import-nothing = Rien à importer
imported-nothing = Rien n’a été importé
import-jobs = { $jobs ->
    [one] Importer { $number } tâche
   *[other] Importer { $number } tâches
}
imported-jobs = { $jobs ->
    [one] { $number } tâche importée
   *[other] { $number } tâches importées
}
rows-new = { $rows ->
    [one] { $number } nouvelle
   *[other] { $number } nouvelles
}
rows-known = { $rows ->
    [one] { $number } déjà connue
   *[other] { $number } déjà connues
}
rows-refused = { $rows ->
    [one] { $number } illisible
   *[other] { $number } illisibles
}
looked-nothing-new = Rien de nouveau.
looked-new = { $jobs ->
    [one] { $number } nouvelle tâche, { $cost } en tout, { $span }.
   *[other] { $number } nouvelles tâches, { $cost } en tout, { $span }.
}
looked-unpriced = { $jobs ->
    [one] { $number } d’entre elles est sans coût.
   *[other] { $number } d’entre elles sont sans coût.
}
looked-by-hand = { $jobs ->
    [one] { $number } tâche enregistrée à la main dans cette période reste et comptera aussi, { $cost } en tout.
   *[other] { $number } tâches enregistrées à la main dans cette période restent et compteront aussi, { $cost } en tout.
}
looked-known = { $jobs ->
    [one] { $number } tâche est déjà connue.
   *[other] { $number } tâches sont déjà connues.
}
looked-refused = { $rows ->
    [one] { $number } ligne est illisible.
   *[other] { $number } lignes sont illisibles.
}

# Dépenses, prévision, rapprochement.
compared-today = Aujourd’hui
compared-yesterday = hier { $amount }
compared-month = { $month } { $amount }, dont { $so_far } à ce jour du mois
sum-of-jobs = { $amount }, { $jobs }
series-others = tous les autres
series-no-tag = sans étiquette
series-spent = dépensé
without-jobs = Hors des colonnes : { $jobs } de prix inconnu.
without-corrections = Hors des colonnes : { $amount } de corrections.
without-both = Hors des colonnes : { $jobs } de prix inconnu et { $amount } de corrections.
buys-of-a-model = { $quantity } de { $model }
forecast-nothing-left = Il ne reste rien.
forecast-too-little = Une prévision demande trois jours depuis la première tâche. Revenez à ce moment-là.
forecast-one-day = Presque tout a été dépensé en un seul jour : trop peu pour en tirer un rythme. Quelques jours de plus suffiront.
forecast-no-spending = Rien n’a été dépensé depuis { $days } jours : il n’y a pas de rythme.
forecast-lasts = À ce rythme, le solde durera plus d’un an.
forecast-runs-out = À ce rythme, solde épuisé : { $when }.
forecast-likely = Le plus probable : vers le { $date }. Dans quatre cas sur cinq entre ces dates, si vous continuez comme ces derniers jours.
forecast-pace = { $amount } par jour en moyenne sur { $days } jours, dont { $spending } avec des dépenses ; les jours récents pèsent plus, les jours sans dépense comptent.
forecast-exception = { $amount } le { $date } sort du lot et compte pour moins.
forecast-horizon = La prévision regarde au plus { $days } jours en avant et ne sait rien de vos projets.
drift-none = Comme prévu, au centime près.
drift-more = { $expected } attendus : { $amount } dépensés de plus que compté.
drift-more-share = { $expected } attendus : { $amount } dépensés de plus que compté, { $percents }.
drift-less = { $expected } attendus : { $amount } dépensés de moins que compté.
drift-less-share = { $expected } attendus : { $amount } dépensés de moins que compté, { $percents }.
gap-own = D’après les tâches d’ici
gap-own-note = le solde à la connexion de la clé ou à la recharge, moins les tâches depuis
gap-held = Pas encore débité
gap-held-note = tâches enregistrées ici que le chiffre de fal.ai ne compte pas encore
gap-unknown = Inconnu
gap-unknown-note = { $jobs } : fal.ai les a débitées, elles ne comptent rien ici
gap-unexplained = Inexpliqué
gap-unexplained-none = il ne reste rien à expliquer
gap-unexplained-more = fal.ai a débité plus : des tâches lancées ailleurs, ou plus chères qu’estimé
gap-unexplained-less = fal.ai a débité moins : des estimations trop hautes, un crédit ou un petit remboursement
gap-fal = D’après fal.ai
gap-fal-note = son chiffre le plus récent
accuracy = { $jobs } : estimé { $estimated }, facturé { $billed }, { $off }
off-exact = exact
off-too-low = trop bas
off-too-low-by = trop bas de { $share }
off-too-high = trop haut
off-too-high-by = trop haut de { $share }
correction-at = { $moment } : { $amount }

# Alertes : ce qui est, ce que cela veut dire, ce qui est fini.
alert-locked = fal.ai a bloqué ce compte.
alert-under = Sous { $mark } : il reste { $left }.
alert-under-of = Sous { $mark } : il reste { $left } sur { $reference }.
alert-under-nothing = Sous { $mark } : il ne reste rien.
alert-under-nothing-of = Sous { $mark } : il ne reste rien sur { $reference }.
alert-under-below-zero = Sous { $mark } : il ne reste rien, le solde est de { $left }.
alert-runs-out-soon = Le solde sera bientôt épuisé.
alert-runs-out = À ce rythme, solde épuisé : { $when }. Il reste { $left }.
alert-refused = { $calls ->
    [one] Un appel a été refusé aujourd’hui par une de vos limites.
   *[other] { $number } appels ont été refusés aujourd’hui par une de vos limites.
}
alert-day = Les dépenses du jour ont atteint { $mark } : elles sont de { $spent }.
alert-month = Les dépenses du mois ont atteint { $mark } : elles sont de { $spent }.
alert-unusual = Un jour inhabituel : { $spent } jusqu’ici, les autres prennent { $usual } au plus.
alert-expiry = Des crédits expirent { $when }.
alert-expiry-left = Des crédits expirent { $when } : il reste { $left } en tout.
alert-means-locked = Les tâches sont refusées tant que fal.ai ne rouvre pas le compte ; après une recharge, cela peut prendre des heures ou des jours. Vous serez prévenu quand ce sera fini.
alert-means-low = fal.ai bloque tout le compte quand le solde est épuisé. Rechargez-le avant.
alert-means-refused = Rien n’a été envoyé à fal.ai. La fenêtre dit de quelle limite il s’agit, et peut laisser passer le prochain appel.
alert-means-reached = Les tâches continuent : ceci vous informe seulement.
alert-means-unusual = Le graphique des dépenses montre par modèle où c’est allé.
alert-means-expiry = Utilisez-les avant ; la page de facturation de fal.ai montre lesquels.
recovered-unlocked = fal.ai a rouvert le compte.
recovered = Il reste de nouveau { $left }.
recovered-of = Il reste de nouveau { $left } sur { $reference }.
recovered-enough = Il y a de nouveau assez.

# La passerelle.
gateway-elsewhere = Une passerelle de fal Budget tourne dans un terminal ou comme service. Ses appels sont enregistrés ici.
gateway-no-calls = En marche. Aucun appel pour l’instant.
gateway-calls = { $calls ->
    [one] En marche. { $number } appel depuis le démarrage ; le dernier { $age } : { $model }
   *[other] En marche. { $number } appels depuis le démarrage ; le dernier { $age } : { $model }
}
gateway-open-calls = { $calls ->
    [one] { $number } appel n’est pas terminé et compte pour son estimation.
   *[other] { $number } appels ne sont pas terminés et comptent pour leur estimation.
}
gateway-notes-lost = { $notes ->
    [one] { $number } note d’appel est perdue : ni le disque ni la base de données n’ont pu la prendre. Libérez de la place ; les factures de fal.ai la montreront plus tard.
   *[other] { $number } notes d’appels sont perdues : ni le disque ni la base de données n’ont pu les prendre. Libérez de la place ; les factures de fal.ai les montreront plus tard.
}
gateway-disk-full = Le disque est plein ou défaillant. Les appels continuent, mais leurs coûts ne sont gardés qu’en mémoire : libérez de la place avant de quitter le programme.
gateway-notes-wait = Les appels continuent, et leurs coûts sont gardés pour être écrits plus tard. { $reason }
gateway-busy = Les appels arrivent plus vite qu’ils ne peuvent être enregistrés ; ils seront écrits dès que possible.
gateway-caller-locked = fal.ai a refusé un appel, { $age } : { $sentence }
run-key-in-keychain = Les appels de ces pages reçoivent la clé d’exécution, qui est dans le trousseau de ce système.
run-key-in-file = Les appels de ces pages reçoivent la clé d’exécution, qui est dans un fichier que vous seul pouvez lire : ce système n’a pas de trousseau.
progress-running = en cours
progress-queued = en file d’attente
progress-failed = échec
progress-failed-free = échec, gratuit
progress-failed-unknown = échec, coût pas encore connu
progress-cancelled = annulé
lines-javascript = Une fois, avant le premier appel de @fal-ai/client ; les identifiants restent tels quels.
lines-python = Dans le terminal ou le service, avant de lancer un programme qui utilise fal-client.
lines-comfyui = Lance ComfyUI, dont les nœuds fal passent alors par la passerelle.
lines-curl = Dans tout client HTTP : /run/… pour https://fal.run/… et /queue/… pour https://queue.fal.run/…

# Le garde-fou.
guard-off = Le garde-fou est désactivé : tous les appels passent.
guard-on = Activé. Les appels qui dépasseraient une limite sont refusés.
guard-on-next-passes = Activé. Le prochain appel qui serait refusé passera, jusqu’à { $time }.
guard-paused = En pause jusqu’à { $time } : tous les appels passent.
guard-gap = Aucun solde n’est connu, le plancher n’est donc pas surveillé. Saisissez votre solde ou connectez une clé.
guard-refusal-title = { $calls ->
    [one] Le garde-fou a refusé un appel.
   *[other] Le garde-fou a refusé { $number } appels.
}
guard-refusal = { $calls ->
    [one] { $model }, { $moment } : { $reason }
   *[other] Le dernier : { $model }, { $moment } : { $reason }
}
guard-refused-call = Le garde-fou de fal Budget a refusé cet appel de { $model } : { $reason } Rien n’a été envoyé à fal.ai. Pour continuer, laissez passer le prochain appel ou mettez le garde-fou en pause dans fal Budget, ou avec `fal-budget guard allow` ou `fal-budget guard pause`.
guard-this-call-costs = cet appel coûterait environ { $cost }
guard-this-call-costs-unknown = personne ne sait ce que coûte cet appel
guard-it-costs = il coûterait environ { $cost }
guard-it-costs-unknown = personne ne sait ce qu’il coûte
guard-floor = { $costs }, et { $most } doivent rester, le plancher. { $left }
guard-day = { $costs }, et sur les { $most } par jour, { $spent } sont dépensés. { $left }
guard-month = { $costs }, et sur les { $most } par mois, { $spent } sont dépensés. { $left }
guard-job = { $costs }, et un appel peut coûter { $most } au plus. { $left }
guard-unpriced = le prix de ce modèle n’est pas connu, et de tels appels sont refusés. { $left }
guard-left = Il reste { $left }.
guard-balance-unknown = Le solde n’est pas connu.
can-spend-yes = Oui : il resterait { $left }.
can-spend-yes-within-limits = Oui, d’après les limites. Le solde n’est pas connu.
can-spend-no = Non : { $reason }
can-spend-nothing-known = Non : le solde n’est pas connu. Saisissez-le ou connectez une clé.



## Refus et pannes (error)


## Notifications et autres mots du programme hors de sa fenêtre (shell)


## La ligne de commande (cli)


## La page : ce qui s’y trouve (ui/index.html)


## La page : ce que disent ses vues (ui/views)

page-language = Langue
page-language-system = celle du système
