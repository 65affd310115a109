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

# Numbers and amounts.
number-decimal = .
number-group = ,
percent = { $number } %
amount = { $minus }{ $sign }{ $digits }
amount-less-than = < { $amount }
amount-more-than = > { $amount }
less-than = less than { $amount }
amount-with-dollars = { $amount } ({ $dollars })
quantity = { $number } { $unit }
quantity-more = { $number } more { $unit }

# fal's units, after a number.
unit-images = { $count ->
    [one] image
   *[other] images
}
unit-videos = { $count ->
    [one] video
   *[other] videos
}
unit-megapixels = { $count ->
    [one] megapixel
   *[other] megapixels
}
unit-seconds = { $count ->
    [one] second
   *[other] seconds
}
unit-minutes = { $count ->
    [one] minute
   *[other] minutes
}
unit-video-segments = { $count ->
    [one] video segment
   *[other] video segments
}
unit-compute-seconds = { $count ->
    [one] compute second
   *[other] compute seconds
}
unit-1000-characters = { $count ->
    [one] thousand characters
   *[other] thousand characters
}
unit-generations = { $count ->
    [one] generation
   *[other] generations
}
unit-requests = { $count ->
    [one] request
   *[other] requests
}

# What a model asks for: labels of a field.
asks-images = Images
asks-characters = Characters
asks-clips = Clips

# Days and moments. 1 is January, and Monday.
month-short = { $month ->
    [1] Jan
    [2] Feb
    [3] Mar
    [4] Apr
    [5] May
    [6] Jun
    [7] Jul
    [8] Aug
    [9] Sep
    [10] Oct
    [11] Nov
   *[12] Dec
}
month-long = { $month ->
    [1] January
    [2] February
    [3] March
    [4] April
    [5] May
    [6] June
    [7] July
    [8] August
    [9] September
    [10] October
    [11] November
   *[12] December
}
weekday-short = { $weekday ->
    [1] Mon
    [2] Tue
    [3] Wed
    [4] Thu
    [5] Fri
    [6] Sat
   *[7] Sun
}
date = { $day } { $month }
date-with-year = { $date } { $year }
date-with-weekday = { $weekday } { $date }
dates = { $first } – { $last }
dates-of-a-month = { $first }–{ $last }
week-of = Week of { $dates }
moment = { $date }, { $time }
span = { $first } to { $last }
age-now = just now
age-minutes = { $minutes } min ago
age-hours = { $hours } h ago
when-today = today
when-tomorrow = tomorrow
when-on = on { $date }, in { $days } days
when-on-day = { $date }
when-between = { $dates }
when-or-later = { $date } or later, perhaps not within a year

# The balance.
header-budget = Budget: { $amount }
header-spent = Spent: { $amount }
status-locked = locked
status-below-zero = below zero
status-overspent = overspent
status-nothing-left = nothing left
status-left = { $share } left
status-left-low = { $share } left, low
of-reference = of { $reference }
one-to-one = fal.ai bills in US dollars; shown 1 : 1
low-budget-share = Low budget: { $left } left, { $share }.
low-budget-overspent = Low budget: { $left }, more was spent than entered.
low-budget-nothing-left = Low budget: { $left }, nothing is left.
low-budget-top-up = fal.ai locks the whole account when the balance runs out. Top up there, then enter the new balance.
low-budget-top-up-live = fal.ai locks the whole account when the balance runs out. Top up there, the new balance shows here by itself.
provenance-by-hand = entered by hand · { $moment }
provenance-last-read = last read from fal.ai · { $moment }
provenance-jobs = estimated from logged jobs · no budget set
provenance-live = live, { $age }
provenance-live-old = last read { $age } · { $reason }
entry-by-hand = by hand
entry-connected = fal.ai, when connected
entry-topped-up = fal.ai, after a top-up
entry-disconnected = fal.ai, when disconnected

# The live balance.
held = { $jobs ->
    [one] { $amount } held back for { $number } job that fal.ai may not have charged yet
   *[other] { $amount } held back for { $number } jobs that fal.ai may not have charged yet
}
reason-offline = this computer is offline
reason-unreachable = fal.ai cannot be reached
reason-slow = fal.ai does not answer in time
reason-busy = fal.ai asks to wait
reason-failing = fal.ai answers with error { $status }
reason-unreadable = fal.ai's answer makes no sense
reason-currency = fal.ai answers in { $currency }
reason-key-rejected = the key is not accepted
reason-key-missing = the keychain does not give the key
trouble-offline = This computer is offline.
trouble-unreachable = fal.ai cannot be reached. Check the network.
trouble-slow = fal.ai did not answer in time.
trouble-busy = fal.ai asks to be called less often.
trouble-failing = fal.ai answered with error { $status }.
trouble-unreadable = fal.ai's answer could not be understood. If it stays so, look for a newer fal Budget.
trouble-currency = fal.ai gives this account's balance in { $currency }. fal Budget reads US dollars only: disconnect, and type the balance.
trouble-key-rejected = fal.ai does not accept this key for the balance. Make a key with the scope Admin under Keys in the fal.ai dashboard, and paste it under Settings, Live balance.
trouble-key-missing = The keychain does not give the key. Unlock it and press Refresh; if the key is gone from it, paste it again under Settings, Live balance.
trouble-tried-again = { $trouble } It is tried again by itself.
locked-says = fal.ai has locked this account. It says: “{ $message }”
locked-means = Jobs are refused until fal.ai opens it again, whatever the balance; after a top-up that can take hours or days. fal Budget goes on reading and says when it is over.
key-in-keychain = The key is in this system's keychain.
key-in-file = No keychain answered on this system: the key is in a file in the data folder that only you can read, not encrypted.
record-reading = Reading fal.ai's billing record: { $jobs } so far.
record-stopped = Stopped after { $jobs }. What was read is kept, and it goes on from there.
record-followed = fal.ai's billing record is complete from { $from } to { $until }. New jobs are read every five minutes.
record-complete = fal.ai's billing record is complete from { $from } to { $until }. It is not followed any more.
record-question = { $jobs ->
    [one] { $number } job logged by hand in that time, { $cost } in all: fal.ai's record has what ran then, so they are counted twice. Replace them? They stay in the list, out of every sum, and each can be taken back.
   *[other] { $number } jobs logged by hand in that time, { $cost } in all: fal.ai's record has what ran then, so they are counted twice. Replace them? They stay in the list, out of every sum, and each can be taken back.
}
news-topped-up = Topped up by { $amount }. The bar starts anew.
news-replaced = { $jobs ->
    [one] { $number } more logged by hand gave way to fal.ai's record. The list of all jobs shows it.
   *[other] { $number } more logged by hand gave way to fal.ai's record. The list of all jobs shows them.
}
news-locked = fal.ai has locked this account. The window says what to do.
news-damaged = A part of the database cannot be read any more, so today's copy was not made. Export your jobs, or put an earlier copy back: Settings, Files.
news-key-rejected = fal.ai no longer accepts the key. Connect another one.

# Jobs and changes. The deeds stand after Undo, and after Undone.
job-correction = Correction
job-of-a-model = { $model }, { $quantity }
jobs-counted = { $jobs ->
    [one] { $number } job
   *[other] { $number } jobs
}
jobs-none = no jobs
jobs-two = { $one } and { $two }
jobs-more-than = more than { $number } jobs
jobs-with-cost = { $jobs }, { $cost }
jobs-unpriced = { $jobs ->
    [one] + { $number } job of unknown price
   *[other] + { $number } jobs of unknown price
}
jobs-with-unpriced = { $unpriced ->
    [one] { $jobs }, { $number } of unknown price
   *[other] { $jobs }, { $number } of unknown price
}
deed-balance = balance { $amount }
deed-reconcile = reconciling with { $amount }
deed-clear = clearing the budget
deed-import = importing { $jobs }
deed-reference = the new 100 % mark
deed-void = voiding { $jobs }
deed-restore = restoring { $jobs }
deed-correct = correcting { $jobs }
deed-price = the price of { $model }
deed-price-jobs = pricing { $jobs }
deed-replace = replacing { $jobs } by fal.ai's record
deed-settings = the change of settings

# Prices and estimates.
no-price = no price is known
price-per = { $price } per { $unit }
price-per-1000-characters = { $price } per 1000 characters
price-assumed = assumed
price-of-the-list = list price of { $date } ({ $origin })
price-of-fal = fal.ai's price of { $date }
price-of-yours = your price of { $date }
job-price-assumed = { $price }, assumed
job-price-of-the-list = { $price }, list price
job-price-of-fal = { $price }, fal.ai's price
job-price-of-yours = { $price }, your price
prices-none-in-use = No model is in use yet: log a job of one, or set a price.
prices-read = { $priced } of { $models } models in use have a price at fal.ai, read { $moment }.
price-changed = { $model }: { $before } → { $now }; older jobs keep theirs.
estimate-an-image = { $price } an image
estimate-a-video = { $price } a video
estimate-of-a-model = { $quantity } at { $price }, { $source }
estimate-assumed = assumed { $prices }
estimate-leaves = leaves { $amount }
estimate-more-than-left = more than is left: { $amount }
more-like-it = { $count ->
    [one] { $number } more like it
   *[other] { $number } more like it
}

# Files of jobs.
import-which-columns = Say which column is: { $fields }.
import-not-read = Not read: { $columns }.
import-nothing = Nothing to import
imported-nothing = Nothing was imported
import-jobs = { $jobs ->
    [one] Import { $number } job
   *[other] Import { $number } jobs
}
imported-jobs = { $jobs ->
    [one] Imported { $number } job
   *[other] Imported { $number } jobs
}
rows-new = { $rows ->
    [one] { $number } new
   *[other] { $number } new
}
rows-known = { $rows ->
    [one] { $number } known already
   *[other] { $number } known already
}
rows-refused = { $rows ->
    [one] { $number } cannot be read
   *[other] { $number } cannot be read
}
looked-nothing-new = Nothing new.
looked-new = { $jobs ->
    [one] { $number } new job, { $cost } in all, { $span }.
   *[other] { $number } new jobs, { $cost } in all, { $span }.
}
looked-unpriced = { $jobs ->
    [one] { $number } of them is without a cost.
   *[other] { $number } of them are without a cost.
}
looked-by-hand = { $jobs ->
    [one] { $number } job logged by hand in that time stays and will count too, { $cost } in all.
   *[other] { $number } jobs logged by hand in that time stay and will count too, { $cost } in all.
}
looked-known = { $jobs ->
    [one] { $number } job is known already.
   *[other] { $number } jobs are known already.
}
looked-refused = { $rows ->
    [one] { $number } row cannot be read.
   *[other] { $number } rows cannot be read.
}

# Spending, forecast, reconciling.
compared-today = Today
compared-yesterday = yesterday { $amount }
compared-month = { $month } { $amount }, { $so_far } of it by this day
sum-of-jobs = { $amount }, { $jobs }
series-others = all others
series-no-tag = no tag
series-spent = spent
without-jobs = Not in the columns: { $jobs } of unknown price.
without-corrections = Not in the columns: corrections of { $amount }.
without-both = Not in the columns: { $jobs } of unknown price and corrections of { $amount }.
buys-of-a-model = { $quantity } of { $model }
forecast-nothing-left = Nothing is left.
forecast-too-little = A forecast needs three days since the first job. Come back then.
forecast-one-day = Almost all was spent on one day: too little to tell a pace from. A few more days will.
forecast-no-spending = Nothing was spent for { $days } days: there is no pace.
forecast-lasts = At this pace the balance lasts for more than a year.
forecast-runs-out = Runs out { $when } at this pace.
forecast-likely = Most likely around { $date }. In four of five cases within that range, if you go on as in the last days.
forecast-pace = { $amount } a day on average of { $days } days, { $spending } of them with spending; newer days weigh more, days without spending count.
forecast-exception = { $amount } on { $date } stands out and counts as less than it was.
forecast-horizon = It looks { $days } days ahead at most and knows nothing of what you plan.
drift-none = As expected, to the cent.
drift-more = { $expected } was expected: { $amount } more was spent than counted.
drift-more-share = { $expected } was expected: { $amount } more was spent than counted, { $percents }.
drift-less = { $expected } was expected: { $amount } less was spent than counted.
drift-less-share = { $expected } was expected: { $amount } less was spent than counted, { $percents }.
gap-own = By the jobs here
gap-own-note = the balance when the key was connected or topped up, less the jobs since
gap-held = Not yet charged
gap-held-note = jobs logged here that fal.ai's figure does not have yet
gap-unknown = Unknown
gap-unknown-note = { $jobs }: fal.ai charged them, the jobs here count nothing
gap-unexplained = Unexplained
gap-unexplained-none = nothing is left to explain
gap-unexplained-more = fal.ai charged more: jobs that ran elsewhere, or cost more than estimated
gap-unexplained-less = fal.ai charged less: estimates that were too high, credit, or a small refund
gap-fal = By fal.ai
gap-fal-note = its newest figure
accuracy = { $jobs }: estimated { $estimated }, billed { $billed }, { $off }
off-exact = exact
off-too-low = too low
off-too-low-by = { $share } too low
off-too-high = too high
off-too-high-by = { $share } too high
correction-at = { $moment }: { $amount }

# Alerts: what is so, what it means, what is over.
alert-locked = fal.ai has locked this account.
alert-under = Under { $mark }: { $left } is left.
alert-under-of = Under { $mark }: { $left } of { $reference } is left.
alert-under-nothing = Under { $mark }: nothing is left.
alert-under-nothing-of = Under { $mark }: nothing of { $reference } is left.
alert-under-below-zero = Under { $mark }: nothing is left, the balance is { $left }.
alert-runs-out-soon = The balance runs out soon.
alert-runs-out = Runs out { $when } at this pace: { $left } is left.
alert-refused = { $calls ->
    [one] A call was refused today by a limit of yours.
   *[other] { $number } calls were refused today by a limit of yours.
}
alert-day = Today's spending has reached { $mark }: it is { $spent }.
alert-month = This month's spending has reached { $mark }: it is { $spent }.
alert-unusual = An unusual day: { $spent } so far, others take { $usual } at most.
alert-expiry = Credits expire { $when }.
alert-expiry-left = Credits expire { $when }: { $left } is left in all.
alert-means-locked = Jobs are refused until fal.ai opens it again; after a top-up that can take hours or days. You are told when it is over.
alert-means-low = fal.ai locks the whole account when the balance runs out. Top up before that.
alert-means-refused = Nothing was sent to fal.ai. The window says which limit it was, and lets the next call pass.
alert-means-reached = Jobs go on: this only tells you.
alert-means-unusual = The chart of spending shows by model what it went to.
alert-means-expiry = Use them before; fal.ai's billing page shows which they are.
recovered-unlocked = fal.ai has opened the account again.
recovered = { $left } is left again.
recovered-of = { $left } of { $reference } is left again.
recovered-enough = There is enough again.

# The gateway.
gateway-elsewhere = A gateway of fal Budget runs in a terminal or as a service. Its calls are logged here.
gateway-no-calls = Running. No calls yet.
gateway-calls = { $calls ->
    [one] Running. { $number } call since it was started; the last { $age }: { $model }
   *[other] Running. { $number } calls since it was started; the last { $age }: { $model }
}
gateway-open-calls = { $calls ->
    [one] { $number } call has not ended yet and counts at its estimate.
   *[other] { $number } calls have not ended yet and count at their estimates.
}
gateway-notes-lost = { $notes ->
    [one] { $number } note of a call is lost: neither the disk nor the database could take it. Free some space; what fal.ai billed shows it later.
   *[other] { $number } notes of calls are lost: neither the disk nor the database could take them. Free some space; what fal.ai billed shows them later.
}
gateway-disk-full = The disk is full or failing. Calls go on, but their costs are kept in memory only: free some space before you end the program.
gateway-notes-wait = Calls go on, and what they cost is kept to be written later. { $reason }
gateway-busy = Calls come faster than they can be logged; they are written as soon as possible.
gateway-caller-locked = fal.ai refused a call { $age }: { $sentence }
run-key-in-keychain = Calls of these pages get the run key, which is in this system's keychain.
run-key-in-file = Calls of these pages get the run key, which is in a file that only you can read: this system has no keychain.
progress-running = running
progress-queued = in the queue
progress-failed = failed
progress-failed-free = failed, free
progress-failed-unknown = failed, cost not known yet
progress-cancelled = cancelled
lines-javascript = Once, before the first call of @fal-ai/client; credentials stay as they are.
lines-python = In the terminal or service, before a program that uses fal-client is started.
lines-comfyui = Starts ComfyUI, whose fal nodes then use the gateway.
lines-curl = In any HTTP client: /run/… for https://fal.run/… and /queue/… for https://queue.fal.run/…

# The guard.
guard-off = The guard is off: all calls pass.
guard-on = On. Calls that would break a limit are refused.
guard-on-next-passes = On. The next call that would be refused passes, until { $time }.
guard-paused = Paused until { $time }: all calls pass.
guard-gap = No balance is known, so nothing is held against the floor. Enter your balance, or connect a key.
guard-refusal-title = { $calls ->
    [one] The guard refused a call.
   *[other] The guard refused { $number } calls.
}
guard-refusal = { $calls ->
    [one] { $model }, { $moment }: { $reason }
   *[other] The last: { $model }, { $moment }: { $reason }
}
guard-refused-call = fal Budget's guard refused this call of { $model }: { $reason } Nothing was sent to fal.ai. To go on, allow the next call or pause the guard in fal Budget, or by `fal-budget guard allow` or `fal-budget guard pause`.
guard-this-call-costs = this call would cost about { $cost }
guard-this-call-costs-unknown = nobody knows what this call costs
guard-it-costs = it would cost about { $cost }
guard-it-costs-unknown = nobody knows what it costs
guard-floor = { $costs }, and { $most } is to be left, the floor. { $left }
guard-day = { $costs }, and of the { $most } for a day { $spent } is spent. { $left }
guard-month = { $costs }, and of the { $most } for a month { $spent } is spent. { $left }
guard-job = { $costs }, and one call may cost { $most } at most. { $left }
guard-unpriced = the price of this model is not known, and such calls are refused. { $left }
guard-left = { $left } is left.
guard-balance-unknown = The balance is not known.
can-spend-yes = Yes: { $left } would be left.
can-spend-yes-within-limits = Yes, as far as the limits go. The balance is not known.
can-spend-no = No: { $reason }
can-spend-nothing-known = No: the balance is not known. Enter it, or connect a key.



## What is refused, and what fails (error)


## Notifications, and other words of the program outside of its window (shell)


## The command line (cli)


## The page: what stands in it (ui/index.html)


## The page: what its views say (ui/views)

page-language = Language
page-language-system = as the system
