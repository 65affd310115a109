# fal Budget in English. Every other language has the same keys; CONTRIBUTING.md says how to add one.
# One line a sentence. { $name } is a value. The sentences of the page begin with page- and choose nothing.

language-name = English


## The tray

balance-unknown = Balance unknown
not-up-to-date = not up to date
tray-see-why = Open fal Budget to see why
tray-spent-today-unknown = Spent today: unknown
tray-locked = locked by fal.ai
tray-refused = the guard refused a call
tray-spent-since = Spent since: { $amount }
tray-spent-today = Spent today: { $amount }
tray-today = Today: { $amount }
tray-no-budget = No budget
tray-open = Open fal Budget
tray-refresh = Refresh
tray-dashboard = Open fal.ai dashboard
tray-hide-amounts = Hide amounts
tray-show-amounts = Show amounts
tray-settings = Settings…
tray-quit = Quit


## Figures, dates, what they say (format, view)


## What is refused, and what fails (error)


## Notifications, and other words of the program outside of its window (shell)


## The command line (cli)


## The page: what stands in it (ui/index.html)


## The page: what its views say (ui/views)

page-language = Language
page-language-system = as the system
