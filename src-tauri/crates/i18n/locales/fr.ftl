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
tray-sample = Données d’exemple : tout est inventé
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
quantity-more = { $number } { $unit } de plus

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
locked-means = Les tâches sont refusées tant que fal.ai ne rouvre pas le compte, quel que soit le solde ; après une recharge, cela peut prendre des heures ou des jours. C’est fini quand un appel passe de nouveau.
locked-exhausted = Le solde est épuisé et toutes les tâches sont refusées. Rechargez chez fal.ai ; la réouverture peut prendre des heures ou des jours. C’est fini quand un appel passe de nouveau.
locked-top-up = fal.ai attend une recharge et refuse toutes les tâches jusque-là. Rechargez chez fal.ai ; la réouverture peut prendre des heures ou des jours. C’est fini quand un appel passe de nouveau.
locked-admin = L’équipe de fal.ai a bloqué ce compte : une recharge ne le rouvre pas. Seul le support de fal.ai le peut ; envoyez-lui le rapport.
locked-payment = Un paiement a échoué, ou le moyen de paiement manque. Réglez-le sous Billing chez fal.ai ; si le compte reste bloqué, envoyez le rapport au support de fal.ai.
locked-spending-control = Une limite des contrôles de dépenses de fal.ai est atteinte. La personne qui l’a fixée peut la relever dans le tableau de bord de fal.ai, sous Team ou Billing.
lock-opened = fal.ai laisse de nouveau passer les appels de ce compte.
lock-opened-text = { $calls ->
    [one] Rouvert { $age }, un appel est passé. Il reste surveillé pendant une heure : un compte peut se refermer.
   *[other] Rouvert { $age }, { $calls } appels sont passés. Il reste surveillé pendant une heure : un compte peut se refermer.
}
lock-none = fal.ai n’a rien dit d’un blocage de ce compte.
lock-ended = Le blocage est considéré comme terminé. Si fal.ai refuse de nouveau un appel, vous serez prévenu.
key-in-keychain = La clé est dans le trousseau de ce système.
key-in-file = Aucun trousseau n’a répondu sur ce système : la clé est dans un fichier du dossier de données que vous seul pouvez lire, sans chiffrement.
record-reading = Lecture des factures de fal.ai : { $jobs } jusqu’ici.
record-stopped = Arrêté après { $jobs }. Ce qui est lu est gardé, et la lecture reprendra de là.
record-followed = Les factures de fal.ai sont complètes du { $from } au { $until }. Les nouvelles tâches sont lues toutes les cinq minutes.
record-complete = Les factures de fal.ai sont complètes du { $from } au { $until }. Elles ne sont plus suivies.
record-fails = Les factures de fal.ai ne peuvent pas être lues depuis { $moment }. { $failure } Une nouvelle tentative a lieu toutes les cinq minutes ; d’ici là, elles ne règlent rien.
record-question = { $jobs ->
    [one] { $number } tâche enregistrée à la main dans cette période, { $cost } en tout : les factures de fal.ai contiennent ce qui a tourné alors, elle compte donc deux fois. La remplacer ? Elle reste dans la liste, hors de toute somme, et peut être reprise.
   *[other] { $number } tâches enregistrées à la main dans cette période, { $cost } en tout : les factures de fal.ai contiennent ce qui a tourné alors, elles comptent donc deux fois. Les remplacer ? Elles restent dans la liste, hors de toute somme, et chacune peut être reprise.
}
news-topped-up = Compte rechargé d’au moins { $amount } : ce que fal.ai a débité entre-temps n’y est pas.
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
deed-void = retrait de { $jobs }
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
enough-for = assez pour { $jobs }
enough-for-either = assez pour { $one } ou { $other }
more-like-it = { $count ->
    [one] { $number } de plus
   *[other] { $number } de plus
}

# Fichiers de tâches.
import-encoding = Il est lu en { $encoding }.
import-skipped = { $lines ->
    [one] Une ligne avant les en-têtes n’est pas une tâche.
   *[other] { $lines } lignes avant les en-têtes ne sont pas des tâches.
}

import-zone = Les heures sans fuseau sont lues en { $zone }.
import-zone-here = Les heures sans fuseau sont lues dans celui de cet ordinateur (UTC{ $zone }).
choice-encoding = Encodage
choice-zone = Fuseau des heures qui n’en nomment pas
choice-dates = Dates
choice-day-first = le jour d’abord
choice-month-first = le mois d’abord
choice-refunds = Négatifs, sans requête
choice-take = remboursements
choice-leave = laissés de côté
import-day-or-month = Dans { $date }, chacun des deux nombres peut être le jour. Dites ce qui vient d’abord dans ce fichier : le jour ou le mois.
import-refunds = { $rows ->
    [one] { $number } ligne est négative sans requête, ou a son propre remboursement : { $cost }. Est-ce un remboursement ? Elle est laissée de côté tant que vous ne le dites pas.
   *[other] { $number } lignes sont négatives sans requête, ou ont leur propre remboursement : { $cost } en tout. Sont-ce des remboursements ? Elles sont laissées de côté tant que vous ne le dites pas.
}
import-which-columns = Indiquez les colonnes : { $fields }.
import-not-read = Non lu : { $columns }.
import-saved = { $rows ->
    [one] { $number } ligne illisible est enregistrée dans { $file }. Corrigez-la et importez ce fichier.
   *[other] { $number } lignes illisibles sont enregistrées dans { $file }. Corrigez-les et importez ce fichier.
}
import-none-refused = Toutes les lignes sont lisibles : rien n’a été enregistré.
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
looked-refunds = { $jobs ->
    [one] { $number } d’entre elles est un remboursement de { $cost }.
   *[other] { $number } d’entre elles sont des remboursements, { $cost } en tout.
}
looked-euros = { $jobs ->
    [one] { $number } d’entre elles est en euros, convertie par votre taux.
   *[other] { $number } d’entre elles sont en euros, converties par votre taux.
}
looked-rounded = { $amounts ->
    [one] { $number } montant a plus de neuf décimales et est arrondi au nano-dollar.
   *[other] { $number } montants ont plus de neuf décimales et sont arrondis au nano-dollar.
}
looked-charges = Laissés de côté, car ce ne sont pas des tâches : { $list }.
looked-charge = { $rows ->
    [one] { $kind } { $cost }
   *[other] { $kind } { $cost } ({ $number } lignes)
}
charge-credit = crédit
charge-refund = remboursement
charge-adjustment = ajustement
charge-discount = remise
charge-tax = taxe
charge-fee = frais
charge-purchase = achat
looked-by-hand = { $jobs ->
    [one] { $number } tâche enregistrée à la main dans cette période reste et comptera aussi, { $cost } en tout.
   *[other] { $number } tâches enregistrées à la main dans cette période restent et compteront aussi, { $cost } en tout.
}
looked-known = { $jobs ->
    [one] { $number } tâche est déjà connue.
   *[other] { $number } tâches sont déjà connues.
}
looked-settled = { $jobs ->
    [one] { $number } d’entre elles reçoit le coût facturé par fal.ai.
   *[other] { $number } d’entre elles reçoivent le coût facturé par fal.ai.
}
looked-refused = { $rows ->
    [one] { $number } ligne est illisible.
   *[other] { $number } lignes sont illisibles.
}

# Dépenses, prévision, rapprochement.
compared-today = Aujourd’hui
compared-yesterday = hier { $amount }
compared-usual = d’habitude moins de { $amount }
compared-by-day = { $amount } au { $date }
compared-month-end = En fin de mois
compared-whole-month = { $month } { $amount }
amounts = { $low } – { $high }
amount-more = +{ $amount }
pace-a-day = à raison de { $amount } par jour
lasts-until = Tient jusqu’au { $dates }
lasts-or-longer = Tient jusqu’au { $date } ou plus longtemps, peut-être un an
lasts-today = S’épuise aujourd’hui
lasts-long = Tient plus d’un an
sum-of-jobs = { $amount }, { $jobs }
print-title = Dépenses, { $days }
print-title-of = Dépenses, { $days }, { $tag }
print-all-time = depuis le début
print-none = Aucune tâche dans cette période.
print-corrections = À cela s’ajoutent des corrections de { $amount }.
print-day = Jour
print-job = Tâche
print-jobs = Tâches
print-cost = Coût
print-cut = Seules les { $number } premières tâches sont listées. Un tableau (CSV ou JSON) les contient toutes.
print-written = Écrit par fal Budget, { $time }
print-estimated = estimé
print-metered = mesuré
print-billed = facturé
print-unknown = sans prix
spending-of-days = { $days } : { $amount }, { $jobs }
spending-none = { $days } : aucune tâche
series-others = tous les autres
series-no-tag = sans étiquette
series-no-key = sans clé
series-spent = dépensé
without-jobs = Hors des colonnes : { $jobs } de prix inconnu.
without-corrections = Hors des colonnes : { $amount } de corrections.
without-both = Hors des colonnes : { $jobs } de prix inconnu et { $amount } de corrections.
buys-of-a-model = { $quantity } de { $model }
forecast-no-balance = Le solde n’est pas connu. Saisissez-le ou connectez une clé.
forecast-nothing-left = Il ne reste rien.
forecast-too-little = Une prévision demande trois jours depuis la première tâche. Revenez à ce moment-là.
forecast-one-day = Presque tout a été dépensé en un seul jour : trop peu pour en tirer un rythme. Quelques jours de plus suffiront.
forecast-no-spending = Rien n’a été dépensé depuis { $days } jours : il n’y a pas de rythme.
forecast-lasts = À ce rythme, le solde durera plus d’un an.
forecast-runs-out = À ce rythme, solde épuisé : { $when }.
forecast-likely = Le plus probable : vers le { $date }. Dans quatre cas sur cinq entre ces dates, si vous continuez comme ces derniers jours.
forecast-pace = { $amount } par jour en moyenne sur { $days } jours, dont { $spending } avec des dépenses. À ce rythme : le { $date }.
forecast-pace-lasts = { $amount } par jour en moyenne sur { $days } jours, dont { $spending } avec des dépenses. À ce rythme, le solde dure plus d’un an.
forecast-without-largest = { $amount } par jour sans le { $date }, le jour le plus cher avec { $spent }.
forecast-exception = { $amount } par jour sans le { $date }, dont les { $spent } sortent du lot. Les dates tiennent compte des deux rythmes.
forecast-last-week = { $amount } par jour la dernière semaine, nettement plus qu’avant. Les dates tiennent compte de ce rythme aussi.
forecast-horizon = La prévision compte avec un jour plus cher que tous les autres, regarde au plus { $days } jours en avant et ne sait rien de vos projets.
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
gap-unexplained-none-since = rien depuis la recharge ; ce que fal.ai a débité juste à côté ne se voit pas ici
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
run-key-in-keychain = Les appels de ces pages reçoivent la clé d’exécution, qui est dans le trousseau de ce système.
run-key-in-file = Les appels de ces pages reçoivent la clé d’exécution, qui est dans un fichier que vous seul pouvez lire : ce système n’a pas de trousseau.
progress-running = en cours
progress-queued = en file d’attente
progress-failed = échec
progress-failed-free = échec, gratuit
progress-failed-unknown = échec, coût pas encore connu
progress-cancelled = annulé
lines-javascript = Une fois, avant le premier appel de @fal-ai/client 1.10 ou plus récent ; les identifiants restent tels quels. Dans Node, les versions plus anciennes l’ignorent et appellent fal directement.
lines-python = Dans le terminal ou le service, avant de lancer un programme qui utilise fal-client 0.11 ou plus récent.
lines-comfyui = Lance ComfyUI, dont les nœuds fal passent alors par la passerelle.
lines-curl = Dans tout client HTTP : /run/… pour https://fal.run/… et /queue/… pour https://queue.fal.run/…

# Le garde-fou.
guard-off = Le garde-fou est désactivé : tous les appels passent.
guard-on = Activé. Les appels qui dépasseraient une limite sont refusés.
guard-no-gateway = Activé, mais aucune passerelle ne tourne : rien n’est refusé. Activez-la sous Garde-fou, ou lancez `fal-budget gateway`.
guard-no-program = Activé, mais aucun programme n’est encore passé par la passerelle : les appels qui l’évitent ne sont pas refusés. Les lignes pour en configurer un sont dans Garde-fou.
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
guard-period = { $costs }, et sur les { $most } par { $period ->
    [day] jour
    [week] semaine
   *[month] mois
}{ $of }, { $spent } sont dépensés. { $left }
guard-spent = { $spent } dépensés
guard-of-scope = { " " }pour { $scope }
guard-scope-key = la clé « { $name } »
guard-scope-project = le projet « { $name } »
guard-scope-model = le modèle { $name }
guard-job = { $costs }, et un appel peut coûter { $most } au plus. { $left }
guard-unpriced = personne ne sait combien il peut coûter au plus, et ces appels sont refusés. { $left }
guard-one-unpriced = personne ne sait combien il peut coûter au plus, et ces appels passent un par un : un autre n’est pas terminé, ou personne n’en a vu la fin (`fal-budget guard release`). { $left }
guard-left = Il reste { $left }.
guard-balance-unknown = Le solde n’est pas connu.
guard-test = La passerelle répond. Un appel aussi cher que { $sample } passerait-il ? { $answer }
guard-test-dearest = le plus cher jusqu’ici, { $what } à { $cost }
guard-test-image = une image à son prix supposé, { $cost }
guard-test-scoped = S’y ajoutent les limites par clé, projet et modèle.
guard-test-open = La passerelle répond. { $status }
guard-test-no-gateway = Aucune passerelle ne répond : les appels de vos programmes ne sont ni comptés ni refusés. Activez-la.
can-spend-yes = Oui : il resterait { $left }.
can-spend-yes-within-limits = Oui, d’après les limites. Le solde n’est pas connu.
can-spend-no = Non : { $reason }
can-spend-only = Non : il ne reste que { $left }.
can-spend-no-balance = Non : le solde n’est pas connu.
can-spend-nothing-known = Non : le solde n’est pas connu. Saisissez-le ou connectez une clé.



## Refus et pannes (error)

# Ce qui est saisi : montants et nombres
amount-empty = Saisissez un montant, par exemple 10,50.
amount-unreadable = Ce n’est pas un montant. Saisissez des chiffres, avec au plus un séparateur décimal, par exemple 10,50.
amount-owed = Un solde ne peut pas être négatif ici. Ce que vous devez selon fal.ai se saisit sous Rapprochement, ou avec `fal-budget budget set -- -0,18`.
amount-negative = Un montant ne peut pas être négatif. Saisissez 0 ou plus, par exemple 10,50.
amount-exponent = Écrivez le nombre en entier, sans exposant, par exemple 1000.
amount-ambiguous = « { $typed } » peut se lire de deux façons. Saisissez { $thousands } ou { $decimal }.
amount-too-fine = { $places ->
    [2] Saisissez 2 décimales au plus, par exemple 10,50.
   *[other] Saisissez { $places } décimales au plus, par exemple 0,025.
}
amount-too-large = C’est plus d’un milliard. Saisissez un montant plus petit.
amount-in-dollars = Ce montant est en dollars US, comme fal.ai l’affiche. Saisissez-le sans « € », par exemple 10,50.
amount-other-currency = fal.ai facture en dollars US. Saisissez le montant sans devise, par exemple 10,50.
sum-too-large = Le total dépasse ce que fal Budget peut compter. Choisissez un montant plus petit.
count-too-many = C’est plus de 10 000 à la fois. Saisissez un nombre entier de 0 à 10 000.
count-not-whole = Saisissez un nombre entier de 0 à 10 000.
count-nothing = Il n’y a encore rien à compter. Saisissez un nombre d’images ou de vidéos.
video-duration = Saisissez la durée de la vidéo en secondes, plus de 0 et 3600 au plus.
currency-unknown = Choisissez EUR ou USD.
rate-out-of-range = Saisissez combien d’euros vaut un dollar, par exemple 0,93.
choice-unknown = Ce choix n’existe pas. Choisissez parmi ceux qui sont proposés.

# Ce qui est saisi : dates
time-day-or-month = L’un ou l’autre nombre peut être le jour. Indiquez l’ordre du fichier : `--dates day-first` ou `--dates month-first`.
export-comma-twice = Une virgule ne peut pas à la fois séparer les valeurs et servir de signe décimal. Choisissez le point-virgule ou la tabulation.
export-only-jobs = Seules les tâches ont une période, une étiquette, des colonnes FOCUS et une page à imprimer.
account-name-unreadable = Le nom d’un compte a de 1 à 40 caractères, sur une ligne, sans « / ».
account-taken = Un autre compte porte ce nom.
account-unknown = Aucun compte ne porte ce nom. Il y a : { $names }.
account-in-use = Le compte utilisé ne peut pas être masqué. Utilisez-en d’abord un autre.
account-mark-in-use = utilisé
account-mark-hidden = masqué
key-unknown = Aucune clé ne porte ce nom, ou deux le portent. Donnez son identifiant : la partie de la clé avant les deux-points, que le tableau de bord de fal affiche.
name-unreadable = Un nom a de 1 à 40 caractères, sur une ligne.
period-unreadable = Indiquez un mois comme 2026-11, ou des jours comme 2026-11-20, le premier avant le dernier.
time-unreadable = Ce n’est pas une date avec son heure. Saisissez-la ainsi : 2026-11-22 14:02.
time-future = Ce moment n’est pas encore venu. Indiquez quand la tâche a été exécutée.
time-too-early = C’est trop ancien. Indiquez un moment après le 1er janvier 2020.
time-skipped = Cette heure a été sautée par le changement d’heure. Indiquez un moment avant ou après.

# Ce qui est saisi : tâches et modèles
quantity-empty = Saisissez la quantité, par exemple 4.
quantity-out-of-range = Saisissez un nombre supérieur à 0 et d’au plus 1 000 000, par exemple 4 ou 2,5.
quantity-ambiguous = Cela peut se lire de deux façons. Saisissez le nombre sans séparateur de milliers, par exemple 2500.
quantity-unpriceable = Les « units » et les « credits » de fal.ai coûtent autre chose à chaque appel et n’ont donc pas de prix à l’unité. Indiquez ce que le modèle facture, par exemple « images » ou « seconds ».
quantity-other-measure = Ce modèle n’est pas facturé ainsi. Indiquez la quantité dans son unité.
quantity-not-whole = Saisissez un nombre entier de 1 à 10 000.
image-sides = Saisissez la largeur et la hauteur en pixels, chacune de 1 à 16384.
factor-out-of-range = Un facteur est supérieur à 0 et ne dépasse pas 100, par exemple 1,5.
model-id = Saisissez l’identifiant d’un modèle, par exemple fal-ai/flux/dev.
unit-missing = Saisissez ce que le modèle facture, par exemple « images » ou « seconds ».
label-too-long = Une étiquette a 40 caractères au plus, une note 500.
runs-not-whole = Saisissez le nombre d’exécutions, un nombre entier de 1 à 10 000.

# Ce qui est saisi : alertes et passerelle
alert-mark-missing = Indiquez quand vous alerter, ou désactivez cette alerte.
alert-percents = Saisissez des pourcentages entiers de 1 à 99, séparés par un espace, par exemple 25 10.
alert-too-many = Saisissez-en cinq au plus.
alert-amount-zero = Saisissez un montant supérieur à zéro, par exemple 2,50.
alert-days = Saisissez un nombre entier de jours, de 1 à { $most }, par exemple 3.
alert-date = Ce n’est pas une date, ou elle peut se lire de deux façons. Saisissez-la ainsi : 2026-12-31.
alert-date-passed = Ce jour est passé. Saisissez le dernier jour des crédits, tel que l’affiche la page de facturation de fal.ai.
alert-unknown = Cette alerte n’existe pas.
origin-unreadable = Saisissez l’adresse d’une page web telle que le navigateur l’affiche, par exemple http://localhost:3000. Un * pour toutes les pages n’est pas accepté : n’importe quelle page du navigateur pourrait alors dépenser votre crédit.
port-out-of-range = Saisissez un port de 1024 à 65534, par exemple 8720. Le suivant est utilisé lui aussi.

# Ce qui n’est pas possible
nothing-to-undo = Il n’y a rien à annuler.
job-missing = Cette tâche n’est pas dans les comptes.
job-not-by-hand = Cette ligne vient de fal.ai, ou c’est une correction : elle ne se modifie pas à la main.
balance-nothing-left = Il ne reste rien à prendre comme 100 %. Saisissez d’abord le solde.
balance-from-key = Tant qu’une clé est connectée, le solde vient de fal.ai. Pour en saisir un, déconnectez-la dans Réglages, Solde en direct.
reconcile-no-balance = Il n’y a pas de solde à comparer. Saisissez d’abord le solde.
stopped = Arrêté. Rien n’a été enregistré.

# La base de données
database-busy = Un autre programme occupe la base de données. Rien n’a été enregistré ; fermez ce programme ou réessayez dans un instant.
database-read-only = La base de données ne peut pas être écrite : son fichier, son dossier ou son disque est en lecture seule. Autorisez l’écriture, puis recommencez.
disk-full = Le disque est plein ou défaillant. Rien n’a été enregistré ; libérez de la place et réessayez.
database-damaged = La base de données est endommagée et reste comme elle est. Déplacez le fichier, ou remettez une de vos copies, puis recommencez.
database-held = { $file } est occupé par { $holder }. Rien n’a été enregistré ; fermez ce programme ou réessayez dans un instant.
lock-holder = le processus { $process } ({ $program })
database-altered = Le fichier n’est pas tel que fal Budget le fait : { $name } y est modifié ou n’a rien à y faire. Rien n’en a été repris ; prenez une autre copie.
restored-as-before = La passerelle, les pages web autorisées et le garde-fou restent comme avant.
restored-guard-on = La passerelle est arrêtée et aucune page web n’est autorisée, car les choix d’avant n’ont pas pu être lus. Le garde-fou est activé, avec les limites de la copie.
restored-guard-off = La passerelle est arrêtée et aucune page web n’est autorisée, car les choix d’avant n’ont pas pu être lus. Le garde-fou est désactivé.
database-newer = La base de données a été écrite par un fal Budget plus récent et reste comme elle est. Installez la dernière version pour l’ouvrir.
database-foreign = Le fichier de la base de données n’appartient pas à fal Budget et reste comme il est. Déplacez-le, puis recommencez.
database-unreachable = La base de données ne peut pas être ouverte : { $reason }. Vérifiez le dossier, puis recommencez.
database-unreadable = La base de données contient un élément (« { $thing } ») que fal Budget ne peut pas lire. Rien n’a été modifié.
database-failed = La base de données a échoué : { $reason }.
database-nothing-readable = Plus rien n’est lisible dans la base de données. Remettez une copie, ou repartez des factures de fal.ai.
window-open = fal Budget est ouvert. Quittez-le d’abord, ou remettez la copie depuis ses réglages.
no-home-folder = ce compte n’a pas de dossier personnel
no-folder = elle n’a pas de dossier
file-there-already = { $file } existe déjà
file-not-there = { $file } n’existe pas
no-regular-file = { $file } n’est pas un fichier qui puisse être lu jusqu’à sa fin
copy-too-large = { $file } est plus grand que toute copie de fal Budget

# Pourquoi le système n’a pas fait quelque chose
system-not-found = fichier ou dossier introuvable (erreur système { $code })
system-denied = accès refusé (erreur système { $code })
system-exists = le fichier existe déjà (erreur système { $code })
system-folder = c’est un dossier (erreur système { $code })
system-no-folder = ce n’est pas un dossier (erreur système { $code })
system-read-only = système de fichiers en lecture seule (erreur système { $code })
system-full = plus de place sur le disque (erreur système { $code })

# fal.ai et ses clés
fal-address-missing = ceci est une démonstration ; ce que désigneraient { $variables } n’est pas interrogé.
fal-address = { $variable } doit être une adresse http ou https de cet ordinateur, comme http://127.0.0.1:8080. Cette variable sert aux tests et à la démo : supprimez-la pour utiliser fal.ai.
key-empty = Collez la clé que fal.ai vous a montrée à sa création.
key-malformed = Ce n’est pas une clé : elle contient des espaces ou des signes qu’une clé n’a pas. Copiez-la de nouveau depuis fal.ai.
trouble-nothing-changed = { $trouble } Rien n’a été modifié.

# Fichiers
file-ending = Le nom du fichier doit se terminer par .csv ou .json, ou par .html pour des tâches à imprimer, ce qui indique son format.
file-unwritable = Le fichier n’a pas pu être écrit : { $reason }. Choisissez un autre emplacement, ou libérez de la place.
import-empty = Ce fichier est vide.
import-empty-list = La liste de ce fichier est vide : elle n’a aucune tâche.
import-dates-unsaid = Dans { $date }, chacun des deux nombres peut être le jour. Dites ce qui vient d’abord : --dates day-first ou --dates month-first.
import-cut-off = Le fichier compressé finit trop tôt : il a été coupé. Téléchargez-le ou copiez-le à nouveau.
import-damaged = Le fichier compressé est abîmé et ne peut pas être décompressé. Téléchargez-le ou copiez-le à nouveau.
import-too-large = Ce texte dépasse { $most } Go. Importez-le en plusieurs parties.
import-no-writer = Personne n’écrit dans ce tube. Lancez le programme qui le fait, puis réessayez.
zone-unknown = « { $name } » n’est pas un fuseau. Écrivez local, UTC, un décalage comme +02:00, ou un nom comme Europe/Paris.
zone-doubtful = « { $name } » est l’abréviation de plusieurs fuseaux. Écrivez plutôt UTC, un décalage comme +02:00, ou un nom comme Europe/Paris.
import-bad-line = La ligne { $line } n’est pas du JSON : { $reason }.
import-other-currency = Les montants en « { $currency } » ne sont pas convertis : fal.ai facture des dollars. Donnez-les en dollars ou en euros.
import-two-currencies = Deux devises sont nommées pour ce montant.
import-no-euro-rate = Ce montant est en euros, et aucun taux ne dit ce qu’il vaut en dollars. Indiquez-en un dans les Réglages : euros pour un dollar.
import-refund-column = Il est peut-être déjà déduit du coût. Dites s’il s’agit d’un remboursement.
import-binary = Ce n’est pas un tableau : ce fichier contient autre chose que du texte. Choisissez un fichier CSV ou JSON.
import-row-too-long = La ligne { $row } dépasse { $most } Mo : sans doute un guillemet y est-il ouvert sans jamais être refermé.
import-too-many-columns = Le fichier a plus de { $most } colonnes : ce n’est pas un tableau de tâches.
import-json = Le JSON est illisible à la ligne { $line }, colonne { $column } : { $reason }.
import-unmapped = Indiquez quelle colonne correspond à « { $field } ».
import-no-field = Aucun champ ne s’appelle { $field }. Choisissez parmi { $all }.
import-no-column = Ce fichier n’a pas de colonne { $column }.
import-unreadable = Le fichier ne peut pas être lu : { $reason }.

# Lignes de fichiers
import-row = Ligne { $row } : { $reason }
import-row-column = Ligne { $row }, colonne { $column } : { $reason }
import-row-cell = Ligne { $row }, colonne { $column }, « { $text } » : { $reason }
import-column = { $column } : { $reason }
import-cell = { $column }, « { $text } » : { $reason }
import-row-width = { $values ->
    [one] Elle a { $number } valeur, alors que la première ligne en a { $width }. Il manque peut-être un guillemet, ou une valeur contient le séparateur.
   *[other] Elle a { $number } valeurs, alors que la première ligne en a { $width }. Il manque peut-être un guillemet, ou une valeur contient le séparateur.
}
import-below-zero = Il est négatif et ne nomme aucune requête de fal.ai. Dites s’il s’agit d’un remboursement.
import-not-utf8 = Ce n’est pas de l’UTF-8. Enregistrez le fichier en CSV UTF-8.
import-odd-quotes = Les guillemets de ce fichier sont en nombre impair : l’un d’eux, ici ou avant, n’est jamais refermé.
import-no-object = Ce n’est pas un objet avec des noms et des valeurs.
import-nested = Il y a ici une liste ou un objet au lieu d’une valeur.
import-missing = Il n’y a rien ici, alors qu’une tâche en a besoin.
import-model = Ce n’est pas l’identifiant d’un modèle. Il ressemble à fal-ai/flux/dev.
import-request = C’est trop long pour l’identifiant d’une requête.
import-correction = Une correction appartient aux soldes de ses propres comptes et ne s’importe pas.
import-voided = Ce n’est ni « yes » ni « no ».
import-basis = Ce n’est ni « estimated », ni « billed », ni « unknown ».
import-unknown-with-cost = Le coût est dit inconnu, mais il y en a un.
import-billed-without-cost = La tâche est dite facturée, mais son coût manque.
import-same-request = La même requête se trouve à la ligne { $row }.

# Ce que peut être une colonne d’un fichier
field-time = Date d’exécution
field-model = Modèle
field-cost = Coût en dollars US
field-quantity = Quantité
field-unit = Unité
field-unit-price = Prix à l’unité, en dollars US
field-request = Identifiant de la requête
field-tag = Étiquette
field-key = Clé
field-note = Note
field-basis = Comment le coût est connu
field-voided = Retirée
field-cost-nano = Coût en milliardièmes de dollar
field-currency = Devise
field-category = Nature des frais
field-refund = Remboursé

# Headers of tables, as people write them, best first, with bars between them. Those of every
# language are recognized; case, accents and what stands between words do not matter.
headers-time = date | horodatage | date et heure | heure | créé le
headers-model = modèle | point de terminaison | application
headers-cost = coût | montant | coût total | prix total | dépense | montant TTC | montant HT | coût TTC | coût HT | prix TTC | euros
headers-quantity = quantité | nombre | unités
headers-unit = unité
headers-unit-price = prix unitaire | prix
headers-request = requête | identifiant de requête | id requête
headers-tag = étiquette | projet
headers-note = remarque | commentaire
headers-currency = devise | code devise | devise de facturation | monnaie
headers-category = catégorie de frais | type de frais | catégorie
sum-words = total | totaux | total général | somme | sous-total | total HT | total TTC
headers-refund = remboursement | remboursements | remboursé | avoir

# Pourquoi la passerelle ne fonctionne pas
gateway-running = Une passerelle d’un autre fal Budget utilise déjà cette base de données. Arrêtez-la d’abord.
gateway-running-at = Une passerelle d’un autre fal Budget utilise déjà cette base de données, à l’adresse { $address }. Arrêtez-la d’abord.
gateway-port-taken = Le port { $port } de cet ordinateur est pris par un autre programme. Choisissez un autre port, ou arrêtez ce programme.
gateway-listen = La passerelle ne peut pas écouter sur le port { $port } : { $reason }.
gateway-files = La passerelle ne peut pas écrire ses fichiers : { $reason }. Vérifiez le dossier de données et la place sur le disque.
foreign-file = { $path } est un lien, d’un autre type, ou appartient à quelqu’un d’autre ; supprimez-le
gateway-certificate = La passerelle ne peut pas créer son certificat : { $reason }.
gateway-token = La passerelle ne peut pas créer le jeton de son API : ce système ne fournit pas de nombres aléatoires.
gateway-stopped = La passerelle est en cours d’arrêt.
gateway-client = La passerelle ne peut pas communiquer avec fal.ai : les certificats de ce système sont inutilisables.

# Ce que la passerelle répond aux programmes
gateway-foreign-host = La passerelle de fal Budget ne répond qu’à 127.0.0.1 et à localhost.
gateway-foreign-page = La passerelle de fal Budget ne connaît pas cette page web. Autorisez son adresse dans Garde-fou, Pages web.
gateway-no-path = La passerelle de fal Budget n’a rien ici. Utilisez /run/…, /queue/… ou /api/fal/proxy.
gateway-no-model = Cette adresse ne désigne aucun modèle de fal.ai ; rien n’a donc été envoyé : on ne peut pas dire ce qu’elle coûterait. Utilisez l’identifiant du modèle tel que fal.ai l’écrit, par exemple fal-ai/flux/dev.
gateway-nowhere = fal Budget tourne ici en démonstration et n’a pas d’adresse pour cet hôte de fal.ai ; rien n’a donc été envoyé : définissez aussi FAL_BUDGET_RUN_URL, FAL_BUDGET_QUEUE_URL et FAL_BUDGET_REST_URL, ou aucune.
gateway-lends = la clé de FAL_KEY est prêtée aux pages de { $pages }.
gateway-not-lent = La clé prêtée à cette page va aux modèles que fal.ai répertorie, pas à d’autres applications : elles la voient. Joignez votre propre clé à l’appel, ou lancez la passerelle avec --lend-to et le propriétaire de l’application.
gateway-key-returned = La réponse contenait la clé prêtée à cette page, ou n’a pas pu être vérifiée ; elle n’a donc pas été transmise. Créez une nouvelle clé sur fal.ai, et n’en prêtez pas à cette application.
gateway-no-project = Le nom de ce projet est illisible, vide ou plus long que 40 caractères. Donnez-le dans l’adresse, /p/NOM/…, ou dans l’en-tête x-fal-budget-tag. Rien n’a été envoyé à fal.ai.
gateway-two-projects = L’appel nomme deux projets. Nommez-en un, dans l’adresse ou dans l’en-tête x-fal-budget-tag. Rien n’a été envoyé à fal.ai.
gateway-file = Les fichiers s’envoient directement à fal.ai, sans passer par la passerelle de fal Budget : l’envoi ne coûte rien. Utilisez les fonctions de stockage du client, sans proxy.
gateway-disk = Ce corps de requête n’a pas pu être gardé sur le disque le temps d’être lu ; rien n’a donc été envoyé à fal.ai. Libérez de la place sur le disque, puis réessayez.
gateway-no-target = L’en-tête x-fal-target-url manque : donnez cette adresse à proxyUrl de @fal-ai/client.
gateway-tunnelled = La passerelle de fal Budget ne répond qu’aux programmes de cet ordinateur : cette requête est passée par un proxy ou un tunnel. N’ouvrez un tunnel que vers le port de --webhook-port.
gateway-navigation = La passerelle de fal Budget n’affiche aucune page : appelez-la depuis un programme.
gateway-foreign-target = La passerelle de fal Budget ne transmet qu’à fal.run, à queue.fal.run et aux envois de fichiers de rest.fal.ai, en https.
gateway-no-realtime = La passerelle de fal Budget ne transmet pas les appels en temps réel (WebSocket) : connectez-vous directement à fal.ai. Ils ne sont pas mesurés.
gateway-body-too-large = Ce corps de requête est trop grand pour la passerelle de fal Budget. Envoyez d’abord le fichier à fal.ai, puis donnez son adresse.
gateway-body-stalled = Le corps de cette requête n’est pas arrivé en entier à temps. Rien ne s’exécute chez fal.ai.
gateway-body-broken = Le corps de cette requête a été interrompu. Rien ne s’exécute chez fal.ai.
gateway-unreachable = La passerelle de fal Budget n’a pas pu joindre fal.ai. Rien n’a été envoyé ; vérifiez la connexion et réessayez.
gateway-slow = fal.ai n’a pas répondu à temps à la passerelle de fal Budget. La requête est peut-être encore en cours, et alors elle coûte.
gateway-broken = La connexion à fal.ai s’est coupée avant sa réponse. La requête a peut-être été traitée, et alors elle coûte.
gateway-not-judged = Le garde-fou de fal Budget n’a pas pu examiner cet appel ; rien n’a donc été envoyé à fal.ai. { $reason } Réessayez, ou mettez le garde-fou en pause dans fal Budget ou avec `fal-budget guard pause`.

# Ce que répondent l’API locale et les webhooks
api-token = Le jeton manque ou n’est pas le bon. Envoyez-le sous la forme `Authorization: Bearer …` ; il se trouve dans les réglages de fal Budget, sous Passerelle.
api-method = Cette adresse n’accepte que { $methods }.
api-body = Le corps est trop grand, ou n’est pas arrivé en entier.
request-not-understood = Cette demande n’a pas été comprise : { $detail }.
api-limit = limit n’est pas un nombre
api-id = id n’est pas un nombre
api-parameter = il n’y a pas de paramètre { $name }
api-place = at et id vont ensemble
estimate-no-price = Aucun prix n’est connu.
tariff-run = par appel : { $rates }
tariff-per = par { $unit } : { $rates }
tariff-of-input = { $unit } de l’entrée
tariff-range = de { $least } à { $most } selon { $by }
tariff-else = sinon { $value }
tariff-least = au moins { $amount }
tariff-given = par défaut : { $values }
tariff-free = les { $number } premiers gratuits
tariff-started = toute tranche commencée compte en entier
tariff-with-audio = avec le son
tariff-silent = sans son
tariff-with = avec { $name }
tariff-without = sans { $name }
tariff-up-to = jusqu’à { $limit }
tariff-seen = { $source }, { $date }
parameter-resolution = résolution
parameter-sound = son
parameter-quality = qualité
parameter-length = durée
parameter-steps = étapes
metered-uncertain = mesuré, incertain
metering-error = fal a facturé { $billed } pour un appel que ses propres unités × prix portaient à { $metered }. Ce qui est mesuré de ce modèle reste incertain jusqu’à la facture.
call-cost-input-seconds = La durée du fichier d’entrée décide, et la requête ne la dit pas.
call-cost-input-frames = Le nombre d’images du fichier d’entrée décide, et la requête ne le dit pas.
call-cost-input-size = La taille de l’image d’entrée décide, et la requête ne la dit pas.
call-cost-output-size = La taille du résultat décide ; elle suit celle de l’entrée.
call-cost-output-seconds = La durée du résultat décide ; le modèle la choisit.
call-cost-characters = La longueur du texte décide.
call-cost-compute-seconds = La durée de l’exécution décide ; personne ne la connaît avant.
call-cost-answer-tokens = La longueur de la réponse décide ; le modèle la choisit.
call-cost-unknown-value = « { $name } » a une valeur que le tarif ne connaît pas : son prix le plus élevé compte.
call-cost-unreadable = Un nombre de la requête est illisible.
call-cost-rate = { $rate } par { $unit }.
call-cost-rate-besides = { $rate } par { $unit }, et { $besides } en plus.
call-cost-begun = Une tranche commencée de { $number } { $unit }s compte en entier.
call-cost-history = D’après vos { $calls } derniers appels aux paramètres semblables.
call-cost-moved = Vos { $calls } derniers appels aux paramètres semblables ont coûté { $now }, le tarif dit { $before }.
call-cost-range = { $from }, jusqu’à { $to }
call-cost-up-to = jusqu’à { $amount }
call-cost-unknown = Inconnu avant l’exécution
request-file-unreadable = « { $file } » est illisible : { $reason }.
request-body-no-json = Ce n’est pas du JSON : { $detail }. Donnez le corps de la requête tel qu’il est envoyé à fal.ai.
request-body-no-object = Le corps d’une requête est un objet JSON : { "{" } "prompt": "…" { "}" }.
webhook-unsigned = fal.ai n’a pas signé ceci, ou pas maintenant.
webhook-status = L’état n’est ni OK ni ERROR.
webhook-busy = Trop de longs messages sont en cours de lecture. Renvoyez celui-ci plus tard.
webhook-stopping = La passerelle s’arrête. Réessayez dans un instant.
webhook-keys = Les clés de fal.ai n’ont pas pu être lues ; sa signature ne peut donc pas encore être vérifiée. Réessayez dans un instant.
webhook-told-before = Ceci a déjà été annoncé.
webhook-foreign = Cette requête n’est pas passée par cette passerelle.
webhook-noted = C’est noté.

# Ce que la fenêtre dit des pannes
starting = fal Budget n’a pas fini de démarrer. Réessayez dans un instant.
keychain-silent = Le trousseau n’a pas répondu ; il est peut-être verrouillé et demande son mot de passe. Déverrouillez-le et réessayez. Rien n’a été modifié.
keychain-refused = Le trousseau n’a pas coopéré : { $reason }. Déverrouillez-le et réessayez. Rien n’a été modifié.
key-left = Déconnecté ; le dernier chiffre est conservé. Mais la clé est peut-être encore dans le trousseau : { $reason }. Supprimez-y l’entrée { $entry }, ou la clé elle-même sous Keys dans le tableau de bord fal.ai.
keychain-absent = il n’y a pas de trousseau
keychain-without-key = la clé n’y est pas
keychain-locked = il est verrouillé
keychain-failed = il a échoué
keychain-may-be-locked = il n’a pas répondu et est peut-être verrouillé
run-key-rejected = fal.ai n’accepte pas cette clé. Collez-en une de portée API, à prendre sous Keys dans le tableau de bord fal.ai.
run-key-left = La clé d’exécution n’est plus utilisée, mais elle est peut-être encore dans le trousseau. Supprimez-y l’entrée { $entry }, ou la clé elle-même sous Keys dans le tableau de bord fal.ai.
prices-need-key = fal.ai ne donne ses prix qu’à une clé connectée. Connectez-en une dans Réglages, Solde en direct.
key-file = Le fichier de la clé, dans le dossier de données, n’a pas pu être modifié. Vérifiez que le dossier n’est pas en lecture seule ni le disque plein, et réessayez.
erase-not-confirmed = Saisissez le mot { $word } pour confirmer. Rien n’a été effacé.
erase-in-use = Un autre fal Budget utilise ces données, peut-être une passerelle dans un terminal ou en service. Arrêtez-le et réessayez. Rien n’a été effacé.
erased-but-key = Tout est effacé, mais une clé est peut-être encore dans le trousseau, qui n’a pas coopéré. Supprimez-y l’entrée { $entry }, ou la clé elle-même sous Keys dans le tableau de bord fal.ai.
erased-but-file = Les données sont effacées, mais un journal ou le démarrage à l’ouverture de session n’a pas pu être supprimé : { $reason }.
autostart-failed = Le démarrage à l’ouverture de session n’a pas pu être modifié : { $reason }. Réglez-le dans les paramètres de votre bureau.
import-file-gone = Il n’y a plus de fichier à importer. Choisissez-le de nouveau.
no-file-manager = Aucun gestionnaire de fichiers n’a pu s’ouvrir. Copiez le nom du dossier et ouvrez-le vous-même.
no-browser = Aucun navigateur n’a pu s’ouvrir. Copiez l’adresse et ouvrez-la vous-même : { $address }


## Notifications et autres mots du programme hors de sa fenêtre (shell)

notification-open = Ouvrir
notifications-not-shown = Ce système n’affiche pas les notifications de fal Budget : il n’a pas de service pour elles, ou ne les autorise pas. Vérifiez ses paramètres. Ce qu’elles annonceraient se lit dans la fenêtre.
record-not-read = Les factures de fal.ai n’ont pas été lues jusqu’au bout. { $failure } Nouvel essai dans cinq minutes.
autostart-comment = Ce qu’il reste de crédit fal.ai
desktop-runs-already = fal Budget est déjà lancé : le processus { $process } montre sa fenêtre.
desktop-name-taken = Le processus { $process } ({ $program }) a pris le nom de fal Budget sur le bus de session. fal Budget démarre quand même, mais un second lancement ne le trouvera pas : fermez ce programme.
desktop-missing = fal Budget a besoin d’un bureau pour ouvrir sa fenêtre et n’en a pas trouvé. Dans un terminal, utilisez ses commandes : fal-budget --help
window-not-opened = fal Budget n’a pas pu ouvrir sa fenêtre : { $reason }.
desktop-not-installed = La fenêtre est un programme à part, fal-budget-desktop, qui n’est pas installé. Installez le paquet fal-budget-desktop, ou lancez `fal-budget --help` pour voir ce qui marche sans lui.
desktop-of-another-version = { $program } est de la version { $version }, et ce programme de la version { $ours }. Les deux utilisent les mêmes données et doivent être de la même version : réinstallez fal-budget et fal-budget-desktop.
desktop-not-started = { $program } ne peut pas être lancé : { $reason }.
desktop-without-version = inconnue


## La ligne de commande (cli)

# Son aide : le programme et ses commandes
cli-about = Ce qu’il reste de crédit fal.ai, et ce que coûte la prochaine tâche
cli-about-more = Sans commande, la fenêtre s’ouvre. Tous les montants en JSON sont en dollars US.
cli-hidden = Démarrer dans la zone de notification, sans la fenêtre
cli-status = Afficher ce qu’il reste et ce qui a été dépensé
cli-status-format = Afficher pour une barre d’état
cli-status-waybar = Le JSON des modules personnalisés de Waybar, pour "return-type": "json". Waybar masque un module qui se termine par un autre code que 0 : n’ajoutez pas --exit-code, et « Solde inconnu » s’affiche quand le solde ne peut pas être lu
cli-status-plain = Une ligne, pour polybar, i3blocks, tmux et d’autres
cli-status-exit-code = Se terminer par un code qui indique le niveau : 0 haut ou sans budget, 10 moyen, 11 bas, 12 bloqué par fal.ai, 13 pas bas au dernier relevé, mais pas à jour. 1 et 2 restent l’échec et la mauvaise utilisation
cli-json = Afficher en JSON
cli-budget = Saisir le solde affiché par fal.ai, ou l’effacer
cli-budget-set = Saisir le solde, par exemple 10,00
cli-budget-owed = Après `--`, aussi en dessous de zéro : ce que vous devez selon fal.ai
cli-budget-amount = Le solde tel que fal.ai l’affiche
cli-budget-clear = Effacer le solde ; ce qui a été dépensé reste
cli-log = Enregistrer des tâches exécutées
cli-forecast = Dire quand le solde sera épuisé, et sur quoi cela repose
cli-estimate = Afficher ce que coûteraient des tâches
cli-estimate-input = Corps JSON d’une requête au modèle, - pour l’entrée standard
cli-images = Nombre d’images
cli-videos = Nombre de vidéos
cli-model = Identifiant d’un modèle, par exemple fal-ai/flux/dev
cli-set = Paramètre du modèle qui décide du coût, par exemple resolution=4K ; peut être répété
cli-value-parameter = NOM=VALEUR
cli-set-wrong = écrivez NOM=VALEUR
cli-quantity = Quantité de ce que le modèle facture : mégapixels, secondes, vidéos, …
cli-factor = Ce que compte une unité au palier utilisé, par exemple 1,5
cli-at = Date d’exécution, par exemple "2026-11-22 14:02"
cli-tag = Un mot pour regrouper les tâches
cli-note = Texte libre
cli-jobs = Afficher les tâches, les plus récentes d’abord
cli-jobs-voided = retirée
cli-spending = Dire ce qui a été dépensé en un mois ou en quelques jours, part par part
cli-spending-format = Forme de la réponse
cli-undo = Annuler une modification, la plus récente si aucune n’est indiquée
cli-undo-id = Numéro de la modification, tel que `log --json` et `jobs --json` l’indiquent
cli-undone = Annulé : { $what }
cli-month = Un mois, par exemple 2026-11
cli-days = Nombre de jours jusqu’à aujourd’hui
cli-by = Parts affichées
cli-from = Premier jour ou mois, par exemple 2026-11-20
cli-to = Dernier jour ou mois
cli-of-key = Seulement les tâches de cette clé, par son identifiant ou son nom ; vide : celles sans clé
cli-of-tag = Seulement les tâches de cette étiquette ; vide : celles sans étiquette
cli-of-model = Seulement les tâches de ce modèle
cli-limit = Nombre maximal de tâches affichées ; 20 par défaut
cli-export = Écrire les tâches, les saisies ou les prix dans un fichier CSV ou JSON, ou les tâches dans une page à imprimer
cli-export-file = Le fichier ; son extension indique le format
cli-export-what = Ce qu’il faut écrire
cli-export-columns = Colonnes des tâches : les nôtres, ou celles de FOCUS, la forme des factures de cloud
cli-export-excel = Faire un fichier CSV qu’Excel ouvre d’un double clic, dans la langue parlée
cli-export-separator = Ce qui sépare les valeurs d’un fichier CSV
cli-export-decimal = Signe décimal d’un fichier CSV
cli-wrote-nothing = Aucune tâche ne convient ; { $file } n’en contient aucune
cli-import = Importer des tâches d’un fichier CSV ou JSON : nos exports, les événements de facturation de fal, ou un tableau à vous
cli-import-file = Le fichier
cli-import-map = Lire un champ dans une colonne, par exemple timestamp=Date ; sans rien après le =, il n’est lu dans aucune
cli-import-look = Montrer seulement ce qui serait importé
cli-import-zone = Fuseau des heures qui n’en nomment pas : local, UTC, un décalage comme +02:00, ou un nom comme Europe/Paris
cli-import-dates = Ordre des dates comme 04/05/2026 : day-first ou month-first
cli-import-refunds = Ce qui est négatif sans requête, ou dans une colonne de remboursements : take (pris) ou leave (laissé)
cli-import-refused = Enregistre dans ce fichier les lignes qui ne peuvent pas être lues, pour les corriger et les relire
cli-import-waits = Attend que quelqu’un écrive dans { $file }. Ctrl+C arrête.
cli-import-option = ({ $option } { $words })
cli-import-encoding = Encodage du fichier, si son contenu ne le dit pas bien
cli-import-all-refused = Aucune ligne de ce fichier n’est une tâche ; rien n’a donc été importé.
cli-import-settled = Ce que fal.ai a facturé est maintenant dans le journal des dépenses.
cli-import-yes = Importer sans rien demander
cli-backup = Copier la base de données dans un nouveau fichier, vérifié
cli-backup-file = Le fichier, qui ne doit pas encore exister
cli-recover = Écrire ce qui est lisible d’une base de données endommagée dans des fichiers CSV, qui peuvent être importés
cli-recover-folder = Le dossier où les mettre
cli-restore = Mettre une copie à la place de la base de données, qui est gardée à côté
cli-restore-file = La copie
cli-gateway = Transmettre les appels à fal.ai et les mesurer, jusqu’à l’arrêt
cli-gateway-port = Le port HTTP simple ; 0 prend n’importe quel port libre
cli-gateway-tls-port = Le port TLS ; 0 prend n’importe quel port libre
cli-gateway-webhook-port = Le port des webhooks de fal, le seul à ouvrir par un tunnel ; 0 prend n’importe quel port libre
cli-gateway-new-token = Créer un nouveau jeton pour l’API locale ; l’ancien n’est plus accepté
cli-gateway-lend-key = Prêter la clé de `FAL_KEY` aux appels des pages autorisées qui n’en apportent pas
cli-gateway-lend-to = La prêter aussi aux appels de ce propriétaire ou de cette application, par exemple me ou me/app (répétable)
cli-gateway-origin = Une page web autorisée à l’utiliser, en plus de celles autorisées dans la fenêtre 
cli-lock = Dire si fal.ai a bloqué le compte, avec un rapport pour son support
cli-lock-over = Considérer le blocage comme terminé : les tâches passent de nouveau
cli-account = Le compte visé, à la place de celui qui est utilisé
cli-all-accounts = Donner l’état de chaque compte
cli-accounts = Lister les comptes de fal.ai, en ajouter un, ou en utiliser un autre
cli-account-list = Lister les comptes
cli-account-add = Ajouter un compte
cli-account-use = Utiliser un compte : ce qui est dit sans --account le concerne
cli-account-rename = Donner un autre nom à un compte
cli-account-hide = Masquer un compte ; rien n’en est supprimé
cli-account-name = Nom du compte
cli-account-new-name = Son nouveau nom
cli-keys = Dire quelles clés de fal ont payé, par leurs identifiants, ou en nommer une
cli-keys-name = Donner un nom à une clé
cli-keys-which = Identifiant ou nom de la clé ; l’identifiant précède les deux-points
cli-keys-new-name = Son nouveau nom
cli-keys-none = Aucune tâche ne dit avec quelle clé elle a été payée. Les appels par la passerelle le disent.
cli-keys-list = Clés, et ce que leurs tâches ont coûté ces 30 derniers jours :
cli-guard = Afficher ou modifier ce qui peut être dépensé par la passerelle
cli-guard-on = Comparer les appels aux limites
cli-guard-off = Laisser passer tous les appels
cli-guard-set = Modifier des limites ; ce qui n’est pas nommé reste
cli-guard-allow = Laisser passer, pendant une heure, le prochain appel qui serait refusé
cli-guard-pause = Laisser passer tous les appels pendant une heure
cli-guard-resume = Mettre fin à une pause
cli-guard-floor = Ce qui doit rester du solde, ou none
cli-guard-day = Le maximum par jour, ou none
cli-guard-week = Le maximum par semaine, du lundi au dimanche, ou none
cli-guard-month = Le maximum par mois, ou none
cli-guard-key = Limiter cette clé, par son identifiant ou son nom, et non le compte
cli-guard-project = Limiter ce projet
cli-guard-model = Limiter ce modèle
cli-guard-job = Le maximum par appel, ou none
cli-guard-unpriced = Ce que deviennent les appels qui peuvent coûter n’importe quel montant : un par un, aucun ou tous
cli-guard-empty = Une limite vide ne dit rien. Tapez un montant, ou `none` pour retirer la limite.
cli-guard-release = Terminer un appel au coût inconnu, pour que le suivant puisse commencer : son numéro, ou all
cli-guard-release-which = Numéro de la tâche, ou `all`
cli-guard-release-none = Aucun appel au coût inconnu n’est en cours sous ce numéro.
cli-guard-released = { $calls ->
    [one] Un appel compte comme terminé.
   *[other] { $calls } appels comptent comme terminés.
}
cli-can-spend = Dire si un montant peut être dépensé : code de sortie 0 si oui, 1 si non
cli-can-spend-amount = En dollars US, par exemple 0,50

# Son aide : ce qui tient lieu de valeur
cli-value-verb = COMMANDE
cli-value-amount = MONTANT
cli-value-file = FICHIER
cli-value-folder = DOSSIER
cli-value-time = DATE
cli-value-tag = ÉTIQUETTE
cli-value-key = CLÉ
cli-value-project = NOM
cli-value-name = NOM
cli-value-new-name = NOUVEAU-NOM
cli-value-note = NOTE
cli-value-what = QUOI
cli-value-month = MOIS
cli-value-columns = COLONNES
cli-value-sign = SIGNE
cli-value-day = JOUR
cli-value-part = PART
cli-value-unpriced = CHOIX
cli-value-format = FORMAT
cli-value-mapping = CHAMP=COLONNE
cli-value-zone = FUSEAU
cli-value-choice = CHOIX
cli-value-order = ORDRE
cli-value-encoding = ENCODAGE
cli-value-origin = ORIGINE
cli-value-app = APPLI

# Son aide : le cadre
cli-usage-mark = Usage :
cli-verbs-mark = Commandes :
cli-arguments-mark = Arguments :
cli-options-mark = Options :
cli-values-mark = Valeurs possibles :
cli-values = [valeurs possibles : { $values }]
cli-default = [par défaut : { $value }]
cli-help = Afficher l’aide
cli-help-more = Afficher l’aide (plus de détails avec « --help »)
cli-help-less = Afficher l’aide (un résumé avec « -h »)
cli-help-verb = Afficher ce message, ou l’aide d’une commande
cli-version = Afficher la version

# Ce qui ne va pas dans ce qui a été tapé
cli-error-mark = erreur :
cli-tip-mark = conseil :
cli-help-hint = Pour en savoir plus, essayez « { $option } ».
cli-unknown-verb = commande inconnue : « { $verb } »
cli-unknown-argument = argument inattendu : « { $argument } »
cli-similar-verb = { $count ->
    [one] une commande semblable existe : { $names }
   *[other] des commandes semblables existent : { $names }
}
cli-similar-argument = { $count ->
    [one] un argument semblable existe : { $names }
   *[other] des arguments semblables existent : { $names }
}
cli-similar-value = { $count ->
    [one] une valeur semblable existe : { $names }
   *[other] des valeurs semblables existent : { $names }
}
cli-quoted = « { $name } »
cli-missing = il manque des arguments :
cli-repeated = l’argument « { $argument } » ne peut être donné qu’une fois
cli-conflict = l’argument « { $argument } » ne va pas avec « { $other } »
cli-conflict-several = l’argument « { $argument } » ne va pas avec :
cli-verb-conflict = la commande « { $verb } » ne va pas avec « { $other } »
cli-value-missing = il manque une valeur pour « { $argument } »
cli-value-surplus = valeur « { $value } » inattendue pour « { $argument } »
cli-value-wrong = valeur « { $value } » incorrecte pour « { $argument } »
cli-value-wrong-why = valeur « { $value } » incorrecte pour « { $argument } » : { $reason }
cli-not-text = un argument au moins n’est pas de l’UTF-8
cli-mapping = il faut CHAMP=COLONNE, par exemple timestamp=Date
cli-port = il faut un nombre entier de 0 à 65535

# Ce que répondent les commandes
cli-not-started = fal-budget n’a pas pu démarrer : { $reason }.
cli-holder = Occupée par { $holder }
cli-database = La base de données est { $path }
cli-status-spent = dépensé depuis { $since } · aujourd’hui { $today } · en tout { $all }
cli-logged = Enregistré : { $jobs }, { $cost } (estimation)
cli-logged-unpriced = Enregistré : { $jobs }, prix inconnu
cli-wrote-jobs = { $count ->
    [one] { $number } tâche écrite dans { $file }
   *[other] { $number } tâches écrites dans { $file }
}
cli-wrote-entries = { $count ->
    [one] { $number } saisie écrite dans { $file }
   *[other] { $number } saisies écrites dans { $file }
}
cli-wrote-prices = { $count ->
    [one] { $number } prix écrit dans { $file }
   *[other] { $number } prix écrits dans { $file }
}
cli-copied = Base de données copiée dans { $file }
cli-put-back = { $file } a été remis en place
cli-kept-aside = Ce qui s’y trouvait est gardé sous { $file }
readable = Tâches lisibles : { $jobs }, dans { $jobs_file }. Soldes saisis : { $entries }, dans { $entries_file }. Les tâches peuvent être importées dans une nouvelle base de données.
cli-import-ask = Les importer ? [o/N]
cli-import-yes-words = o oui
cli-import-nobody = Impossible de poser la question ici : relancez avec --yes pour importer.
cli-import-nothing = Rien n’a été importé.
cli-imported = Importé. `fal-budget undo` annule tout.
cli-writing-again = Les appels sont de nouveau enregistrés au fur et à mesure, avec tout ce qui avait été gardé.


## La page : ce qui s’y trouve (ui/index.html)

page-open-settings =
    .aria-label = Réglages
page-overview = Aperçu
page-models = Modèles
page-programs = Programmes
page-project = Projet
page-general = Général
page-all-time = depuis toujours
page-since-top-up = depuis la recharge
page-this-month = Ce mois-ci
page-month-end = En fin de mois
page-top-up = Recharger sur fal.ai
page-floor-of = plancher { $amount }
page-worth-a-look = À regarder
page-no-budget-set-title = Aucun solde n’est connu
page-set-prices = Les voir
page-see-jobs = Voir les tâches
page-see-guard = Voir le garde-fou
page-job-more = Plus : heure, note…
page-job-less = Moins
page-have-it-read = Le faire lire pour vous, chaque minute
page-have-it-read-means = Collez une clé Admin de fal.ai, Keys. Elle reste dans le trousseau de cet ordinateur.
page-first-example = 20,00
page-start = Commencer
page-assumed-prices = Prix supposés
page-balance-and-key = Solde et clé
page-privacy-title = Confidentialité et données
page-privacy-state = sur cet ordinateur seulement
page-files-state = export, import, copies quotidiennes
page-state-live = { $name } · en direct
page-state-typed = saisi à la main
page-state-off = désactivées
page-state-prices = { $image } $ l’image, { $video } $ la vidéo
page-saved = Enregistré
page-no-setting = Aucun réglage ne porte ce nom.
page-key-admin-title = Ce que permet une telle clé
page-limits = Limites
page-chain-gateway-off = arrêtée : rien n’est compté ni refusé
page-chain-no-program = aucun appel encore : réglez-en un avec les lignes ci-dessous
page-chain-guard-off = désactivé : tous les appels passent
page-chain-guard-on = activé
page-chain-guard-paused = en pause : tous les appels passent
page-hint-floor = fal.ai bloque les comptes avant zéro
page-hint-job = La plus chère jusqu’ici : { $what }, { $cost }
page-one-month = un mois
page-part = Part de
page-share = Part
page-to-month = par rapport à { $month }
page-copy-table = Copier le tableau
page-table-copied = Tableau copié
page-print = Imprimer
page-exported-none = Il n’y a aucune tâche de ce choix. Le fichier n’a que ses en-têtes : { $file }
page-selected = { $jobs } sélectionnées
page-tag-them = Étiqueter
page-void-them = Retirer
page-more-values = { $others } autres : cherchez-les
page-select-none = Ne rien sélectionner
page-select-job = Sélectionner { $job }, { $time }
page-tagged = Tâches étiquetées
page-voided-jobs = Tâches retirées des totaux
page-views =
    .aria-label = Vues
page-models-listed =
    .aria-label = Modèles
page-split-by =
    .aria-label = Répartir par
page-column-width =
    .aria-label = Largeur d’une colonne
page-period-shown =
    .aria-label = Période
page-job-model =
    .aria-label = Modèle utilisé
    .placeholder = Modèle
page-job-tag =
    .aria-label = Projet de la tâche
    .placeholder = #projet
page-selected-tag =
    .aria-label = Projet des tâches sélectionnées
    .placeholder = #projet
page-find-setting =
    .aria-label = Chercher un réglage
    .placeholder = Chercher un réglage
page-sections =
    .aria-label = Rubriques
page-share-left-here =
    .aria-label = Part du budget qui reste
page-month-before =
    .aria-label = Mois précédent
    .title = Mois précédent
page-month-after =
    .aria-label = Mois suivant
    .title = Mois suivant
page-parts-table =
    .aria-label = Dépenses par poste
page-reading-balance = Lecture du solde…
page-demo = démo
page-hide-amounts =
    .aria-label = Masquer les montants
page-refresh =
    .aria-label = Actualiser
    .title = Actualiser (F5)
page-budget-unreadable = Votre budget ne peut pas être lu
page-nothing-changed = Rien n’a été modifié. Vos tâches et vos soldes restent dans le fichier.
page-try-again = Réessayer
page-export-readable = Exporter ce qui peut être lu
page-copy-diagnostics = Copier le diagnostic
page-lock-over = Il est rouvert
page-open-billing = Ouvrir la facturation fal.ai
page-copy-for-support = Copier pour l’assistance
page-go-to-settings = Ouvrir les réglages
page-allow-next = Laisser passer le prochain
page-pause-guard = Mettre le garde-fou en pause une heure
page-leave-refusal = Ignorer
page-share-left =
    .aria-label = Part restante du budget
page-no-budget-yet = Aucun budget n’est défini. Saisissez le solde que fal.ai vous affiche : chaque tâche enregistrée en sera déduite. Ou connectez-y une clé pour suivre le solde de fal.ai lui-même.
page-enter-balance = Saisir le solde
page-today = Aujourd’hui
page-next-job = Noter une tâche
page-images-and-videos = Images, vidéos
page-a-model = Un modèle
page-images = images
page-videos = vidéos, 5 s
page-model = Modèle
page-model-letters =
    .placeholder = quelques lettres, comme flux dev
page-how-much = unités
page-size = Taille de chacune
page-size-square = carré, 1024 × 1024
page-size-small-square = petit carré, 512 × 512
page-size-landscape-4-3 = paysage 4:3, 1024 × 768
page-size-landscape-16-9 = paysage 16:9, 1024 × 576
page-size-portrait-3-4 = portrait 3:4, 768 × 1024
page-size-portrait-9-16 = portrait 9:16, 576 × 1024
page-size-full-hd = Full HD, 1920 × 1080
page-size-large-square = grand carré, 2048 × 2048
page-size-other = autre…
page-kind = Variante
page-runs = Exécutions
page-width = Largeur, pixels
page-height = Hauteur, pixels
page-when-it-ran = Moment, à votre horloge
page-tag = Étiquette
page-note = Note
page-log-job = Noter
page-recent-jobs = Tâches récentes
page-jobs-empty = Les tâches que vous enregistrez s’affichent ici, les plus récentes d’abord, avec leur coût et la façon dont il est connu.
page-settings = Réglages
page-budget-management = Gestion du budget
page-open-dashboard = Ouvrir le tableau de bord fal.ai
page-billing = Facturation
page-no-browser = Aucun navigateur ne s’est ouvert. Ouvrez vous-même cette adresse :
page-copy = Copier
page-balance-label = Solde, tel que l’affiche la page de facturation de fal.ai
page-balance-example =
    .placeholder = 10,00
page-balance-is-live = Le solde de fal.ai est suivi tant qu’une clé est connectée. Déconnectez-la plus bas pour en saisir un.
page-save = Enregistrer
page-clear = Effacer
page-total-spent = Total dépensé (estimé)
page-remaining-budget = Budget restant
page-make-full = En faire les 100 %
page-entries = Soldes saisis
page-entries-empty = Chaque solde que vous enregistrez est conservé ici et peut être annulé.
page-live-balance = Solde en direct
page-replace-them = Les remplacer
page-keep-both = Garder les deux
page-record-fetch = Lire ce que fal.ai a facturé en 90 jours
page-record-stop = Arrêter la lecture
page-disconnect = Déconnecter
page-live-invite = Avec une clé Admin, fal Budget lit votre solde chez fal.ai une fois par minute. Créez-en une dans le tableau de bord : Keys, Add key, scope Admin.
page-key-admin-means = Une clé Admin permet à un programme tout ce que vous pouvez faire chez fal.ai : exécuter des modèles à vos frais, déployer et gérer des applications, lire l’utilisation et la facturation. fal Budget ne demande que le solde et, lorsque vous le demandez, les prix et ce qui a été facturé. La clé est conservée dans le trousseau de ce système ou, à défaut, dans un fichier que vous seul pouvez lire, et n’est envoyée qu’à fal.ai.
page-live-demo = Ceci est la démo : collez la clé qui s’affiche dans son terminal.
page-key-admin = Clé Admin
page-key-form =
    .placeholder = identifiant:secret
page-connect = Connecter
page-gateway = Passerelle
page-gateway-means = Transmet à fal.ai les appels de vos programmes et note ce que chacun a coûté. Les clés ne font que passer.
page-gateway-run = Passerelle
page-address = Adresse
page-by-tls = Par TLS
page-webhooks = Webhooks de fal
page-webhooks-mean = la seule adresse à exposer par un tunnel
page-lines-for = Régler un programme : lignes pour
page-lines =
    .aria-label = Lignes à copier
page-copy-lines = Copier les lignes
page-web-pages = Pages web
page-web-pages-means = Une page ouverte dans un navigateur ne peut utiliser la passerelle que si vous autorisez son adresse. Ses appels peuvent recevoir une clé à vous, de portée API, pour que la page n’en ait pas besoin ; la passerelle ne la donne à personne d’autre.
page-origins-empty = Les pages que vous autorisez figurent ici, chacune avec un moyen de l’interdire.
page-origin = Adresse d’une page
page-origin-example =
    .placeholder = localhost:3000, précédé de http ou https
page-allow-origin = Autoriser cette page
page-run-key = Clé d’exécution, de portée API
page-keep-key = Conserver cette clé
page-remove-key = Retirer la clé
page-local-api = API locale
page-local-api-means = Les scripts de cet ordinateur demandent le solde, enregistrent des tâches et les estiment par /api/budget, /api/jobs et /api/estimate à l’adresse de la passerelle, avec ce jeton, sous la forme
page-copy-token = Copier le jeton
page-renew-token = En créer un nouveau
page-port = Port
page-port-means = Port de l’adresse ; TLS écoute sur le suivant
page-set-port = Utiliser ce port
page-guard = Garde-fou
page-guard-means = Les appels qui passent par la passerelle sont comptés. Le garde-fou refuse ceux qui dépasseraient une limite, avant qu’ils ne coûtent.
page-guard-hold = Garde-fou
page-guard-unpriced = Les appels qui peuvent coûter n’importe quel montant
page-guard-unpriced-one = passent un par un
page-guard-unpriced-refuse = sont refusés
page-guard-unpriced-allow = passent
page-limits-mean = En dollars US, selon vos jours, semaines (du lundi) et mois locaux. Une estimation trop basse est rattrapée à l’appel suivant.
page-alerts = Alertes
page-alerts-switch = M’avertir par les notifications de ce système
page-alerts-mean = Chacune vient une fois, puis seulement après un rétablissement ; entre-temps elle figure dans l’aperçu. Les pourcentages sont ceux du repère 100 % ; les montants sont en dollars US.
page-sign-shown = Symbole affiché
page-euro = € euro
page-dollar = $ dollar US
page-rate = Taux : euros pour un dollar
page-rate-none =
    .placeholder = aucun, affiché 1 pour 1
page-remove-rate = Revenir à 1 pour 1
page-image-rate = Coût supposé d’une image, $
page-video-rate = D’une vidéo d’environ 5 s, $
page-prices-mean = Ce sont des hypothèses, pas les prix de fal. Les tâches déjà enregistrées gardent le leur.
page-open-price-book = Tarifs des modèles…
page-language = Langue
page-theme = Thème
page-theme-system = celui du système
page-theme-light = clair
page-theme-dark = sombre
page-tray-text = Texte à côté de l’icône de notification, là où le panneau en affiche un
page-tray-balance = solde
page-tray-percent = pourcentage restant
page-tray-spent-today = dépensé aujourd’hui
page-tray-none = aucun
page-hide-switch = Masquer les montants, ici et dans la zone de notification, quand d’autres voient votre écran (F9)
page-start-at-login = Démarrer à l’ouverture de session, dans la zone de notification ; à défaut, avec la fenêtre
page-files = Fichiers et copies
page-files-mean = Écrits dans vos téléchargements, avec les montants en dollars US. Ils ne contiennent aucune clé.
page-export = Exporter
page-export-jobs = les tâches
page-export-entries = les soldes saisis
page-export-prices = les tarifs
page-export-form = Format
page-export-csv = CSV, pour un tableur
page-export-excel = CSV, qu’Excel ouvre d’un double clic
page-export-focus = CSV, une facture aux colonnes de FOCUS
page-export-page = une page à imprimer
page-export-json = JSON, pour des programmes
page-export-from = Du, jour ou mois
page-export-to = Au
page-export-any-time =
    .placeholder = 2026-11
page-export-any-tag =
    .placeholder = tous
page-choose-import = Importer des tâches…
page-import-means = Depuis un fichier CSV ou JSON : un export de ce programme, les événements de facturation de fal.ai ou un tableau à vous. Vous voyez ce qu’il contient avant que rien ne soit enregistré.
page-copies = Copies des derniers jours, une par jour
page-put-back = Rétablir…
page-copy-to-downloads = Copier dans les téléchargements
page-put-it-back = Rétablir
page-leave-it = Ne rien changer
page-privacy = Tout reste sur cet ordinateur. fal.ai n’est interrogé que tant qu’une clé est connectée : pour le solde, pour les prix des modèles que des appels font apparaître et, là où vous l’avez demandé, pour les prix et les factures ; la passerelle transmet ce que vos programmes envoient à fal.ai. Rien d’autre n’est envoyé nulle part.
page-data-folder = Vos données se trouvent dans le dossier
page-open-folder = Ouvrir le dossier
page-shortcuts = Raccourcis clavier
page-reset-means = Réinitialiser remet le symbole, le taux, les prix supposés, la langue, le thème et le texte de l’icône à leur état initial. Vos données, clés, alertes, passerelle, garde-fou et démarrage à l’ouverture de session sont conservés. Tout effacer n’en laisse rien.
page-reset-settings = Réinitialiser les réglages
page-open-erase = Tout effacer…
page-all-jobs = Toutes les tâches
page-search = Rechercher
page-search-in =
    .placeholder = modèle, étiquette ou note
page-period = Période
page-any-time = toutes
page-period-today = aujourd’hui
page-7-days = 7 jours
page-30-days = 30 jours
page-90-days = 90 jours
page-a-year = un an
page-all-models = tous
page-all-tags = toutes
page-basis = Comment le coût est connu
page-all-bases = peu importe
page-estimated = estimé
page-metered = mesuré
page-basis-uncertain = mesuré, incertain jusqu’à la facturation : cette unité a plusieurs sens chez fal.ai
page-billed = facturé
page-no-price = prix inconnu
page-correction = correction
page-order = Ordre
page-newest-first = plus récentes
page-oldest-first = plus anciennes
page-dearest-first = plus chères
page-cheapest-first = moins chères
page-spending = Dépenses
page-split-none = Total
page-split-model = Par modèle
page-split-tag = Par projet
page-chart =
    .aria-roledescription = graphique
page-chart-numbers = Les chiffres de ce graphique
page-chart-table =
    .aria-label = Les chiffres de ce graphique
page-forecast = Prévision
page-buys = Ce que le solde permet
page-gap = Des tâches d’ici au chiffre de fal.ai
page-reconcile = Rapprochement
page-dashboard-says = Ce qui reste d’après le tableau de bord
page-dashboard-example =
    .placeholder = 7,08
page-compare = Comparer
page-book-it = Inscrire une correction
page-it-was-topped-up = Il a été rechargé
page-accuracy = Justesse des estimations
page-accuracy-empty = Dès que fal.ai aura facturé des requêtes estimées auparavant, ou que le solde aura été rapproché, vous le verrez ici.
page-price-of-one = Prix unitaire, $
page-price-unknown =
    .placeholder = inconnu
page-void = Retirer
page-repeat = Refaire
page-close = Fermer
page-price-book = Tarifs
page-price-book-means = Ce que coûte une unité de chaque modèle, d’où ce prix est connu et depuis quand. fal.ai change ses prix ; ceux que lit une clé connectée et les vôtres passent avant la liste.
page-find-model = Trouver un modèle
page-read-prices = Lire les prix chez fal.ai
page-set-a-price = Définir un prix ou ajouter un modèle
page-charged-by = Facturé par
page-price-example =
    .placeholder = 0,025
page-unit-images = images
page-unit-megapixels = mégapixels
page-unit-seconds = secondes
page-unit-videos = vidéos
page-unit-segments = segments vidéo
page-unit-characters = 1000 caractères
page-unit-minutes = minutes
page-unit-compute = secondes de calcul
page-unit-generations = générations
page-unit-requests = requêtes
page-save-price = Enregistrer le prix
page-jobs-keep-prices = Les tâches déjà enregistrées gardent le leur.
page-prices-empty = Aucun modèle ne correspond. Définissez un prix ci-dessus pour l’ajouter.
page-import-jobs = Importer des tâches
page-close-import =
    .aria-label = Fermer l’importation
    .title = Fermer
page-progress =
    .aria-label = Avancement
page-which-column = À quoi correspond chaque colonne
page-rows = Lignes, les cent premières de chaque sorte
page-file-rows =
    .aria-label = Lignes du fichier
page-import = Importer
page-stop = Arrêter
page-closing = Fermer la fenêtre met fin à fal Budget
page-closing-means = Ce bureau n’affiche pas d’icônes de notification : sans la fenêtre, le solde ne peut pas rester en vue. Sous GNOME, l’extension « AppIndicator and KStatusNotifierItem Support » ajoute une zone de notification ; ailleurs, cherchez-en une dans le panneau (« system tray » ou « status notifier ») et installez libayatana-appindicator3.
page-quit = Quitter
page-keep-open = La garder ouverte


## La page : ce que disent ses vues (ui/views)

page-undo = Annuler
page-undo-that = Annuler : { $what }
page-undone = Annulé : { $what }
page-undone-choice = Annulé
page-close-message = Fermer le message
page-no-answer = Le programme n’a pas répondu. Fermez la fenêtre et relancez-le.
page-no-clipboard = Le presse-papiers n’a pas pris le texte. Sélectionnez-le et copiez-le à la main.
page-diagnostics-copied = Diagnostic copié
page-copy-address = Copier l’adresse
page-address-copied = Adresse copiée
page-and = { $first } et { $second }
page-balance-unknown = Solde inconnu
page-database-unreadable = la base de données ne peut pas être lue
page-not-up-to-date = pas à jour
page-figures-may-be-old = Les chiffres ci-dessous datent peut-être. { $reason }
page-copied-for-support = Copié pour l’assistance
page-put-copy-back = Rétablir la copie du { $day }
page-copy-is-back = La copie du { $day } est rétablie. Passerelle et garde-fou restent comme avant
page-copy-is-back-damaged = La copie du { $day } est rétablie. Le fichier endommagé est gardé à côté. Vérifiez la passerelle et le garde-fou dans les réglages : leurs choix ont pu être perdus
page-welcome = Combien reste-t-il selon fal.ai ?
page-welcome-means = Les tâches notées en sont déduites. Vous le trouvez sur fal.ai, sous Billing :
page-look-around = Regarder d’abord, avec des données d’exemple
page-look-around-means = Soixante jours de tâches inventées. Un clic les retire.
page-sample = exemple
page-sample-title = Tout ceci est inventé
page-sample-means = Des données d’exemple, pour regarder. Ce que vous saisissez ici part avec elles.
page-end-sample = Commencer avec les vôtres
page-sample-ended = L’exemple est retiré
page-not-now = Pas maintenant
page-spent = Dépensé
page-no-budget-set = aucun budget défini
page-choose-model = Choisissez un modèle pour voir ce qu’il coûte avant d’enregistrer.
page-type-how-much = Indiquez la quantité.
page-type-how-many = Indiquez combien, pour voir le coût avant d’enregistrer.
page-estimate-unknown = Prix inconnu
page-estimate-unknown-means =  : la tâche est enregistrée sans coût et comptée à part
page-logged = Enregistré : { $what } ({ $cost })
page-logged-unpriced = Enregistré : { $what } (prix inconnu)
page-logged-again = Enregistré de nouveau : { $what }
page-logged-again-cost = Enregistré de nouveau : { $what } ({ $cost })
page-logged-again-unpriced = Enregistré de nouveau : { $what } (prix inconnu)
page-from-terminal = depuis le terminal
page-through-api = par l’API locale
page-from-fal = de fal.ai
page-imported = importée
page-through-gateway = par la passerelle
page-voided = retirée
page-replaced = remplacée par fal.ai
page-cost = Coût
page-not-known = inconnu
page-basis-unknown = inconnu : pas de prix
page-basis-replaced = { $basis } ; remplacée par les factures de fal.ai, ne coûte rien
page-basis-voided = { $basis } ; retirée, ne coûte rien
page-basis-progress = { $basis } ; { $progress }
page-taken-for = Compté auparavant
page-request = Requête
page-price-then = Prix unitaire d’alors
page-when = Date
page-source = Origine
page-logged-terminal = enregistrée depuis le terminal
page-logged-api = enregistrée par l’API locale
page-logged-window = enregistrée dans la fenêtre
page-from-record = factures de fal.ai
page-from-file = un fichier
page-from-call = un appel par la passerelle
page-how-much-of = Quantité, { $unit }
page-restore = Rétablir
page-job-corrected = Tâche corrigée
page-restored = Rétablie : { $what }
page-voided-that = Retirée : { $what }
page-balance-label-dollars = Solde en dollars US, tel que l’affiche la page de facturation de fal.ai
page-balance-now = actuellement { $amount }
page-budget-updated = Budget mis à jour
page-budget-cleared = Budget effacé
page-bar-anew = La barre repart de 100 %
page-enter-to-see = Saisissez le solde pour voir ce qui reste.
page-cleared = effacé
page-undone-entry = annulé
page-undo-entry = Annuler la saisie { $amount }
page-prices-saved = Prix enregistrés
page-connected = Connecté à fal.ai
page-connected-to = Connecté à { $name } : { $amount }
page-disconnected = Déconnecté. La clé est retirée et le dernier chiffre est gardé comme saisie
page-record-go-on = Reprendre la lecture
page-gave-way = Elles sont remplacées par le relevé de fal.ai
page-gateway-runs = La passerelle est en marche
page-gateway-stopped = La passerelle est arrêtée
page-lines-copied = Lignes copiées
page-origin-allowed = La page peut utiliser la passerelle
page-forbid = Interdire
page-forbid-that = Interdire { $origin }
page-run-key-kept = La clé est conservée pour les pages que vous autorisez
page-run-key-removed = La clé d’exécution est retirée
page-port-kept = Le port est enregistré
page-token-copied = Jeton copié
page-token-renewed = Un nouveau jeton est valable dès maintenant ; l’ancien n’est plus accepté
page-limit-floor = Garder au moins, $
page-limit-day = Par jour au plus, $
page-limit-week = Par semaine au plus, $
page-limit-month = Par mois au plus, $
page-limit-job = Par appel au plus, $
page-no-floor = aucun plancher
page-no-limit = aucune limite
page-limits-kept = Limites enregistrées
page-next-passes = Le prochain appel passera, dans l’heure
page-guard-pauses = Le garde-fou est en pause pour une heure
page-set-up-program = Régler un programme
page-test-guard = Faire un essai
page-pause = Mettre en pause une heure
page-end-pause = Mettre fin à la pause
page-alert-share = Il reste moins que cette part
page-alert-share-example = 25 %, 10 %
page-alert-amount = Il reste moins que, $
page-alert-amount-example = 5,00 ; 2,00
page-alert-runs-out = Le solde s’épuise en moins de tant de jours
page-alert-day = Les dépenses du jour atteignent, $
page-alert-day-example = 5,00
page-alert-month = Les dépenses du mois atteignent, $
page-alert-month-example = 50,00
page-alert-expiry = Des crédits expirent ; leur dernier jour
page-alert-unusual = Une journée coûte plus du double de l’habitude
page-alert-locked = fal.ai bloque le compte ou le débloque
page-alert-refused = Une de vos limites refuse un appel
page-alert-value = Valeur : { $alert }
page-alerts-on = Alertes activées
page-alerts-off = Alertes désactivées
page-alerts-saved = Alertes enregistrées
page-in-euros = Les montants sont affichés en €
page-in-dollars = Les montants sont affichés en $
page-one-to-one = Les montants sont affichés 1 pour 1
page-rate-set = Taux enregistré
page-one-to-one-choices = { $line }. Passez à $ ou indiquez un taux.
page-rate-date = fixé le { $date } ; l’historique est aussi affiché à ce taux
page-language-system = celle du système
page-show-amounts-key = Afficher les montants (F9)
page-hide-amounts-key = Masquer les montants (F9)
page-starts-at-login = fal Budget démarre à l’ouverture de session
page-starts-no-more = fal Budget ne démarre plus de lui-même
page-written-to = Écrit dans { $file }
page-exported = Exporté dans vos téléchargements
page-no-copies = aucune pour l’instant
page-restore-question = Tout revient à l’état du { $day }. La base de données actuelle est gardée à côté, dans le dossier des données. La passerelle, les pages web autorisées et le garde-fou restent comme ils sont.
page-copied-to = Copié dans { $file }
page-copied = Copié dans vos téléchargements
page-settings-were-reset = Les réglages sont à leur état initial
page-settings-reset = Réglages réinitialisés
page-erase = Tout effacer ?
page-erase-means = Soldes, tâches, prix, réglages, copies des derniers jours, clés et journal sont supprimés de cet ordinateur, définitivement. fal Budget est ensuite comme à son premier démarrage. Ce que vous avez exporté ou copié dans vos téléchargements reste.
page-copy-first = Copier d’abord dans les téléchargements
page-erase-confirm = Saisissez le mot « effacer » pour confirmer
page-erase-yes = Tout effacer
page-erase-no = Tout garder
page-erased = Tout est effacé
page-shortcut-hide = Masquer les montants, ou les réafficher
page-shortcut-list = Cette liste
page-shortcut-undo = Annuler le dernier changement
page-shortcut-close = Fermer ce qui est ouvert, ou revenir
page-shortcut-tab = Vers la commande suivante, ou la précédente
page-shortcut-arrows = Dans les onglets, les choix, les listes et le graphique
page-key-escape = Échap
page-key-back = Maj+Tab
page-key-arrows = Flèches
page-or = ou
page-grain-day = Par jour
page-grain-week = Par semaine
page-grain-month = Par mois
page-chart-name = Dépenses, { $columns } colonnes. Les flèches mènent de l’une à l’autre.
page-chart-empty = Ce que coûtent les tâches s’affiche ici en colonnes, dès que l’une d’elles a un prix.
page-chart-point = Pointez une colonne, ou utilisez les flèches ; un clic ou Entrée montre ses tâches.
page-chart-column = { $when } : { $amount }, { $jobs }
page-chart-column-split = { $when } : { $amount }, { $jobs } ({ $parts })
page-in-all = en tout
page-jobs = Tâches
page-correction-of = Correction, { $what }
page-dashboard-says-dollars = Ce qui reste d’après le tableau de bord, en dollars US
page-ask-topped-up = { $drift } Le compte a-t-il été rechargé ?
page-reconciled = C’est noté. Le solde est celui du tableau de bord
page-topped-up = Solde saisi ; ce qui a été dépensé reste
page-set-price = Modifier…
page-set-price-of = Modifier le prix de { $model }
page-back-to-list = Revenir à la liste
page-return-to-list = Revenir au prix de liste pour { $model }
page-price-removed = Votre prix pour { $model } est retiré
page-price-saved = Prix de { $model } enregistré
page-nothing-to-price = Il ne restait aucune tâche sans prix.
page-import-from = Importer des tâches de { $file }
page-reading-file = Lecture du fichier…
page-looking-again = Nouvelle lecture…
page-importing = Importation…
page-import-stopped = Arrêté. Rien n’a été enregistré.
page-begin-again = { $reason } Vous pouvez recommencer.
page-automatic = automatique
page-save-refused = Enregistrer les lignes illisibles
page-choose-column = à choisir…
page-no-column = aucune
page-row = Ligne { $row }

# Ce que le programme dit pour la page, parce qu’il compte.
jobs-none-yet = Les tâches que vous enregistrez s’affichent ici, avec leur coût et la façon dont il est connu.
jobs-none-fit = Aucune tâche ne correspond. Élargissez la recherche ou la période.
jobs-found = { $jobs ->
    [one] { $number } tâche trouvée
   *[other] { $number } tâches trouvées
}
price-waited-for = { $jobs ->
    [one] Prix enregistré. { $number } tâche n’en avait pas
   *[other] Prix enregistré. { $number } tâches n’en avaient pas
}
price-jobs = { $jobs ->
    [one] L’appliquer à { $number } tâche
   *[other] L’appliquer à { $number } tâches
}
priced-jobs = { $jobs ->
    [one] Prix appliqué à { $number } tâche
   *[other] Prix appliqué à { $number } tâches
}
prices-changed = { $number } prix ont changé

# Le mot à taper avant de tout effacer, tel que le nomme page-erase-confirm.
erase-word = effacer
