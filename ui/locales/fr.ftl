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


## Refus et pannes (error)


## Notifications et autres mots du programme hors de sa fenêtre (shell)


## La ligne de commande (cli)


## La page : ce qui s’y trouve (ui/index.html)


## La page : ce que disent ses vues (ui/views)

page-language = Langue
page-language-system = celle du système
