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
tray-sample = Sample data: all of this is made up
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
locked-means = Jobs are refused until fal.ai opens it again, whatever the balance; after a top-up that can take hours or days. It is over when a call passes again.
locked-exhausted = The balance is used up, and all jobs are refused. Top up at fal.ai; it can take hours or days until the account opens. It is over when a call passes again.
locked-top-up = fal.ai wants a top-up, and refuses all jobs until then. Top up at fal.ai; it can take hours or days until the account opens. It is over when a call passes again.
locked-admin = fal.ai's staff has locked this account: a top-up does not open it. Only fal.ai's support can; send them the report.
locked-payment = A payment failed, or its method is missing. Mend it under Billing at fal.ai; send the report to fal.ai's support if the account stays locked.
locked-spending-control = A limit in fal.ai's own spending controls is reached. Whoever set it can raise it in the fal.ai dashboard, under Team or Billing.
lock-opened = fal.ai lets calls of this account pass again.
lock-opened-text = { $calls ->
    [one] It opened { $age }, one call has passed. It is watched for an hour: accounts open and close.
   *[other] It opened { $age }, { $calls } calls have passed. It is watched for an hour: accounts open and close.
}
lock-none = fal.ai has said nothing of a lock of this account.
lock-ended = The lock counts as over. Should fal.ai refuse a call again, you are told.
key-in-keychain = The key is in this system's keychain.
key-in-file = No keychain answered on this system: the key is in a file in the data folder that only you can read, not encrypted.
record-reading = Reading fal.ai's billing record: { $jobs } so far.
record-stopped = Stopped after { $jobs }. What was read is kept, and it goes on from there.
record-followed = fal.ai's billing record is complete from { $from } to { $until }. New jobs are read every five minutes.
record-complete = fal.ai's billing record is complete from { $from } to { $until }. It is not followed any more.
record-fails = fal.ai's billing record cannot be read since { $moment }. { $failure } It is tried again every five minutes; until then nothing is settled by it.
record-question = { $jobs ->
    [one] { $number } job logged by hand in that time, { $cost } in all: fal.ai's record has what ran then, so they are counted twice. Replace them? They stay in the list, out of every sum, and each can be taken back.
   *[other] { $number } jobs logged by hand in that time, { $cost } in all: fal.ai's record has what ran then, so they are counted twice. Replace them? They stay in the list, out of every sum, and each can be taken back.
}
news-topped-up = Topped up by at least { $amount }: what fal.ai charged meanwhile is not in it.
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
deed-void = removing { $jobs }
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
enough-for = enough for { $jobs }
enough-for-either = enough for { $one } or { $other }
more-like-it = { $count ->
    [one] { $number } more like it
   *[other] { $number } more like it
}

# Files of jobs.
import-encoding = It is read as { $encoding }.
import-skipped = { $lines ->
    [one] One line before the headers is no job.
   *[other] { $lines } lines before the headers are no jobs.
}

import-zone = Times without a zone are read in { $zone }.
import-zone-here = Times without a zone are read in this computer's (UTC{ $zone }).
choice-encoding = Encoding
choice-zone = Zone of times without one
choice-dates = Dates
choice-day-first = the day first
choice-month-first = the month first
choice-refunds = Below zero, without a request
choice-take = refunds
choice-leave = left out
import-day-or-month = Either number of { $date } can be the day. Say which comes first in this file: the day or the month.
import-refunds = { $rows ->
    [one] { $number } row is below zero without a request, or has a refund of its own: { $cost }. Is it a refund? It is left out until you say so.
   *[other] { $number } rows are below zero without a request, or have a refund of their own: { $cost } in all. Are they refunds? They are left out until you say so.
}
import-which-columns = Say which column is: { $fields }.
import-not-read = Not read: { $columns }.
import-saved = { $rows ->
    [one] { $number } row that cannot be read is saved in { $file }. Mend it there and import that file.
   *[other] { $number } rows that cannot be read are saved in { $file }. Mend them there and import that file.
}
import-none-refused = Every row can be read: nothing was saved.
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
looked-refunds = { $jobs ->
    [one] { $number } of them is a refund of { $cost }.
   *[other] { $number } of them are refunds, { $cost } in all.
}
looked-euros = { $jobs ->
    [one] { $number } of them is in euros, converted by your rate.
   *[other] { $number } of them are in euros, converted by your rate.
}
looked-rounded = { $amounts ->
    [one] { $number } amount has more than nine decimals and is rounded to the nano-dollar.
   *[other] { $number } amounts have more than nine decimals and are rounded to the nano-dollar.
}
looked-charges = Left out, as they are no jobs: { $list }.
looked-charge = { $rows ->
    [one] { $kind } { $cost }
   *[other] { $kind } { $cost } ({ $number } rows)
}
charge-credit = credit
charge-refund = refund
charge-adjustment = adjustment
charge-discount = discount
charge-tax = tax
charge-fee = fee
charge-purchase = purchase
looked-by-hand = { $jobs ->
    [one] { $number } job logged by hand in that time stays and will count too, { $cost } in all.
   *[other] { $number } jobs logged by hand in that time stay and will count too, { $cost } in all.
}
looked-known = { $jobs ->
    [one] { $number } job is known already.
   *[other] { $number } jobs are known already.
}
looked-settled = { $jobs ->
    [one] { $number } of them gets the cost that fal.ai billed.
   *[other] { $number } of them get the cost that fal.ai billed.
}
looked-refused = { $rows ->
    [one] { $number } row cannot be read.
   *[other] { $number } rows cannot be read.
}

# Spending, forecast, reconciling.
compared-today = Today
compared-yesterday = yesterday { $amount }
compared-usual = usually under { $amount }
compared-by-day = { $amount } by { $date }
compared-month-end = By month’s end
compared-whole-month = { $month } { $amount }
amounts = { $low } – { $high }
amount-more = +{ $amount }
pace-a-day = at { $amount } a day
lasts-until = Lasts until { $dates }
lasts-or-longer = Lasts until { $date } or longer, perhaps for a year
lasts-today = Runs out today
lasts-long = Lasts for more than a year
sum-of-jobs = { $amount }, { $jobs }
print-title = Spending, { $days }
print-title-of = Spending, { $days }, { $tag }
print-all-time = all time
print-none = No jobs in this period.
print-corrections = Beside that, corrections of { $amount }.
print-day = Day
print-job = Job
print-jobs = Jobs
print-cost = Cost
print-cut = The first { $number } jobs are listed. A table (CSV or JSON) has all of them.
print-written = Written by fal Budget, { $time }
print-estimated = estimated
print-metered = metered
print-billed = billed
print-unknown = no price
spending-of-days = { $days }: { $amount }, { $jobs }
spending-none = { $days }: no jobs
series-others = all others
series-no-tag = no tag
series-no-key = no key
series-spent = spent
without-jobs = Not in the columns: { $jobs } of unknown price.
without-corrections = Not in the columns: corrections of { $amount }.
without-both = Not in the columns: { $jobs } of unknown price and corrections of { $amount }.
buys-of-a-model = { $quantity } of { $model }
forecast-no-balance = The balance is not known. Enter it, or connect a key.
forecast-nothing-left = Nothing is left.
forecast-too-little = A forecast needs three days since the first job. Come back then.
forecast-one-day = Almost all was spent on one day: too little to tell a pace from. A few more days will.
forecast-no-spending = Nothing was spent for { $days } days: there is no pace.
forecast-lasts = At this pace the balance lasts for more than a year.
forecast-runs-out = Runs out { $when } at this pace.
forecast-likely = Most likely around { $date }. In four of five cases within that range, if you go on as in the last days.
forecast-pace = { $amount } a day on average of { $days } days, { $spending } of them with spending. At that pace: { $date }.
forecast-pace-lasts = { $amount } a day on average of { $days } days, { $spending } of them with spending. At that pace it lasts for more than a year.
forecast-without-largest = { $amount } a day without { $date }, the largest day with { $spent }.
forecast-exception = { $amount } a day without { $date }, whose { $spent } stand out from all other days. The range holds both paces.
forecast-last-week = { $amount } a day in the last week, clearly more than before. The range holds that pace, too.
forecast-horizon = It allows for one day larger than any so far, looks { $days } days ahead at most, and knows nothing of what you plan.
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
gap-unexplained-none-since = nothing since the top-up; what fal.ai charged just beside it is not seen here
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
run-key-in-keychain = Calls of these pages get the run key, which is in this system's keychain.
run-key-in-file = Calls of these pages get the run key, which is in a file that only you can read: this system has no keychain.
progress-running = running
progress-queued = in the queue
progress-failed = failed
progress-failed-free = failed, free
progress-failed-unknown = failed, cost not known yet
progress-cancelled = cancelled
lines-javascript = Once, before the first call of @fal-ai/client 1.10 or newer; credentials stay as they are. In Node, older versions ignore it and call fal directly.
lines-python = In the terminal or service, before a program that uses fal-client 0.11 or newer is started.
lines-comfyui = Starts ComfyUI, whose fal nodes then use the gateway.
lines-curl = In any HTTP client: /run/… for https://fal.run/… and /queue/… for https://queue.fal.run/…

# The guard.
guard-off = The guard is off: all calls pass.
guard-on = On. Calls that would break a limit are refused.
guard-no-gateway = On, but no gateway runs, so nothing is refused. Switch it on under Guard, or run `fal-budget gateway`.
guard-no-program = On, but no program has called through the gateway yet: calls past it are not refused. Lines to set one up are under Guard.
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
guard-period = { $costs }, and of the { $most } for { $period ->
    [day] a day
    [week] a week
   *[month] a month
}{ $of } { $spent } is spent. { $left }
guard-spent = { $spent } spent
guard-of-scope = { " " }of { $scope }
guard-scope-key = the key “{ $name }”
guard-scope-project = the project “{ $name }”
guard-scope-model = the model { $name }
guard-job = { $costs }, and one call may cost { $most } at most. { $left }
guard-unpriced = nobody knows how much it may cost at most, and such calls are refused. { $left }
guard-one-unpriced = nobody knows how much it may cost at most, and such calls run one at a time: another one has not ended, or nobody has seen its end (`fal-budget guard release`). { $left }
guard-left = { $left } is left.
guard-balance-unknown = The balance is not known.
guard-test = The gateway answers. Would a call pass that costs as much as { $sample }? { $answer }
guard-test-dearest = your dearest so far, { $what } at { $cost }
guard-test-image = an image at its assumed price, { $cost }
guard-test-scoped = Limits of single keys, projects and models come on top.
guard-test-open = The gateway answers. { $status }
guard-test-no-gateway = No gateway answers: calls of your programs are neither counted nor refused. Switch it on.
can-spend-yes = Yes: { $left } would be left.
can-spend-yes-within-limits = Yes, as far as the limits go. The balance is not known.
can-spend-no = No: { $reason }
can-spend-only = No: { $left } is left.
can-spend-no-balance = No: The balance is not known.
can-spend-nothing-known = No: the balance is not known. Enter it, or connect a key.



## What is refused, and what fails (error)

# What is typed: amounts and numbers
amount-empty = Type an amount, for example 10.50.
amount-unreadable = That is not an amount. Type digits with at most one decimal mark, for example 10.50.
amount-owed = A balance cannot be below zero here. What fal.ai says you owe goes into Reconcile, or `fal-budget budget set -- -0.18`.
amount-negative = An amount cannot be below zero. Type 0 or more, for example 10.50.
amount-exponent = Write the number out without an exponent, for example 1000.
amount-ambiguous = “{ $typed }” can be read in two ways. Type { $thousands } or { $decimal }.
amount-too-fine = { $places ->
    [2] Use at most 2 decimal places, for example 10.50.
   *[other] Use at most { $places } decimal places, for example 0.025.
}
amount-too-large = That is more than one billion. Type a smaller amount.
amount-in-dollars = This amount is in US dollars, as fal.ai shows it. Type it without “€”, for example 10.50.
amount-other-currency = fal.ai bills in US dollars. Type the amount without a currency, for example 10.50.
sum-too-large = This comes to more than fal Budget can hold. Use a smaller amount.
count-too-many = That is more than 10,000 at once. Type a whole number from 0 to 10,000.
count-not-whole = Type a whole number from 0 to 10,000.
count-nothing = There is nothing to count yet. Type how many images or videos.
video-duration = Type the length of the video in seconds, above 0 and up to 3600.
currency-unknown = Choose EUR or USD.
rate-out-of-range = Type how many euros one dollar is, for example 0.93.
choice-unknown = That is none of the choices. Choose one that is offered.

# What is typed: moments
time-day-or-month = Either number can be the day. Say which order the file has: `--dates day-first` or `--dates month-first`.
export-comma-twice = A comma cannot stand both between values and within numbers. Choose semicolons or tabs.
export-only-jobs = Only jobs have a period, a tag, columns of FOCUS and a page to print.
account-name-unreadable = The name of an account has 1 to 40 characters, in one line, without “/”.
account-taken = Another account has this name.
account-unknown = No account has this name. There are: { $names }.
account-in-use = The account in use cannot be hidden. Use another one first.
account-mark-in-use = in use
account-mark-hidden = hidden
key-unknown = No key goes by this name, or two do. Name one by its id: the part of a key before the colon, as fal’s dashboard shows it.
name-unreadable = A name has 1 to 40 characters, in one line.
period-unreadable = Give a month such as 2026-11, or days such as 2026-11-20, the first before the last.
time-unreadable = That is not a date and time. Type it like 2026-11-22 14:02.
time-future = That time is still to come. Give the time at which the job ran.
time-too-early = That is too long ago. Give a time after 1 January 2020.
time-skipped = The clocks skipped that hour. Give a time before or after it.

# What is typed: jobs and models
quantity-empty = Type how much of it, for example 4.
quantity-out-of-range = Type a number above 0 and up to 1,000,000, for example 4 or 2.5.
quantity-ambiguous = That can be read in two ways. Type it without a comma or dot for thousands, for example 2500.
quantity-unpriceable = fal.ai's “units” and “credits” cost something else in every call, so they have no price of one. Name what the model is charged by, for example images or seconds.
quantity-other-measure = This model is not charged by that. Give the quantity of its own unit.
quantity-not-whole = Type a whole number from 1 to 10,000.
image-sides = Type the width and height in pixels, each from 1 to 16384.
factor-out-of-range = A factor is above 0 and at most 100, for example 1.5.
model-id = Type a model's id, for example fal-ai/flux/dev.
unit-missing = Type what the model is charged by, for example images or seconds.
label-too-long = A tag has at most 40 characters, a note at most 500.
runs-not-whole = Type how many runs, a whole number from 1 to 10,000.

# What is typed: alerts and the gateway
alert-mark-missing = Type when you want to be told, or switch this alert off.
alert-percents = Type whole percents from 1 to 99, with a space between several, for example 25 10.
alert-too-many = Type five at most.
alert-amount-zero = Type an amount above zero, for example 2.50.
alert-days = Type whole days from 1 to { $most }, for example 3.
alert-date = That is not a date, or can be read in two ways. Type it like 2026-12-31.
alert-date-passed = That day has passed. Type the last day of the credits, as fal.ai's billing page shows it.
alert-unknown = There is no such alert.
origin-unreadable = Type the address of one web page as its browser shows it, for example http://localhost:3000. A * for all pages is not taken: any page in the browser could then spend your credit.
port-out-of-range = Type a port from 1024 to 65534, for example 8720. The one after it is used too.

# What cannot be done
nothing-to-undo = There is nothing to undo.
job-missing = That job is not in the books.
job-not-by-hand = This is fal.ai's own record, or a correction, and cannot be changed by hand.
balance-nothing-left = Nothing is left to be 100 %. Enter the balance first.
balance-from-key = The balance comes from fal.ai while a key is connected. Disconnect it under Settings, Live balance, to type one.
reconcile-no-balance = There is no balance to compare with. Enter the balance first.
stopped = Stopped. Nothing was stored.

# The database
database-busy = Another program is holding the database. Nothing was saved; close that program or try again in a moment.
database-read-only = The database cannot be written: its file, folder or disk is read-only. Allow writing there, then start again.
disk-full = The disk is full or failing. Nothing was saved; free some space and try again.
database-damaged = The database is damaged and was left as it is. Move the file away, or put a copy of yours back, then start again.
database-held = { $file } is held by { $holder }. Nothing was saved; end that program or try again in a moment.
lock-holder = process { $process } ({ $program })
database-altered = The file is not as fal Budget makes it: { $name } in it is changed or does not belong there. Nothing of it was used; take another copy.
restored-as-before = Gateway, allowed web pages and guard stay as they were before.
restored-guard-on = The gateway is off and no web page is allowed, as what was chosen before could not be read. The guard is on, with the limits of the copy.
restored-guard-off = The gateway is off and no web page is allowed, as what was chosen before could not be read. The guard is off.
database-newer = The database was written by a newer fal Budget and was left as it is. Install the newest version to open it.
database-foreign = The database file does not belong to fal Budget and was left as it is. Move it away, then start again.
database-unreachable = The database cannot be opened: { $reason }. Check the folder, then start again.
database-unreadable = The database holds a { $thing } that fal Budget cannot read. Nothing was changed.
database-failed = The database failed: { $reason }.
database-nothing-readable = Nothing can be read of the database any more. Put a copy back, or begin anew with fal.ai's billing record.
window-open = fal Budget is open. Quit it first, or put the copy back in its Settings.
no-home-folder = this account has no home folder
no-folder = it has no folder
file-there-already = { $file } is there already
file-not-there = { $file } is not there
no-regular-file = { $file } is not a file that can be read to its end
copy-too-large = { $file } is larger than any copy of fal Budget’s

# Why the system did not do something
system-not-found = No such file or directory (os error { $code })
system-denied = Permission denied (os error { $code })
system-exists = File exists (os error { $code })
system-folder = Is a directory (os error { $code })
system-no-folder = Not a directory (os error { $code })
system-read-only = Read-only file system (os error { $code })
system-full = No space left on device (os error { $code })

# fal.ai and its keys
fal-address-missing = this is a demo, and what { $variables } would stand for is not asked.
fal-address = { $variable } must be an http or https address on this computer, such as http://127.0.0.1:8080. It is for tests and the demo: remove it to use fal.ai.
key-empty = Paste the key that fal.ai showed you when it was made.
key-malformed = This is not a key: it has spaces or signs that keys do not have. Copy it from fal.ai once more.
trouble-nothing-changed = { $trouble } Nothing was changed.

# Files
file-ending = The file's name must end in .csv or .json, or .html for jobs to print, which says how it is written.
file-unwritable = The file could not be written: { $reason }. Choose another place, or free some space.
import-empty = There is nothing in this file.
import-empty-list = The list in this file is empty: there is no job in it.
import-dates-unsaid = Either number of { $date } can be the day. Say which comes first: --dates day-first or --dates month-first.
import-cut-off = The packed file ends too early: it was cut off. Download or copy it again.
import-damaged = The packed file is damaged and cannot be unpacked. Download or copy it again.
import-too-large = This text has more than { $most } GB. Import it in parts.
import-no-writer = Nobody writes to this pipe. Start the program that does, then try again.
zone-unknown = “{ $name }” is no zone. Type local, UTC, an offset such as +02:00, or a name such as Europe/Paris.
zone-doubtful = “{ $name }” is the short name of several zones. Write UTC, an offset such as +02:00, or a name such as Europe/Paris instead.
import-bad-line = Line { $line } is no JSON: { $reason }.
import-other-currency = Amounts in “{ $currency }” are not converted: fal.ai bills dollars. Give them in dollars or euros.
import-two-currencies = Two currencies are named for this amount.
import-no-euro-rate = This is in euros, and no rate says what they are in dollars. Set one in Settings: euros for one dollar.
import-refund-column = It may be taken off the cost already or not. Say if it is a refund.
import-binary = This is not a table: it holds bytes that no text has. Choose a CSV or JSON file.
import-row-too-long = Row { $row } is longer than { $most } MB: most likely a quote is opened there and never closed.
import-too-many-columns = The file has more than { $most } columns: it is no table of jobs.
import-json = The JSON cannot be read at line { $line }, column { $column }: { $reason }.
import-unmapped = Say which column is { $field }.
import-no-field = Nothing is read that is called { $field }. Choose among { $all }.
import-no-column = This file has no column { $column }.
import-unreadable = The file cannot be read: { $reason }.

# Rows of files
import-row = Row { $row }: { $reason }
import-row-column = Row { $row }, column { $column }: { $reason }
import-row-cell = Row { $row }, column { $column }, “{ $text }”: { $reason }
import-column = { $column }: { $reason }
import-cell = { $column }, “{ $text }”: { $reason }
import-row-width = { $values ->
    [one] It has 1 value where the first line has { $width }. A quote may be missing, or a value holds the mark between values.
   *[other] It has { $number } values where the first line has { $width }. A quote may be missing, or a value holds the mark between values.
}
import-below-zero = It is below zero and names no request of fal.ai's. Say if it is a refund.
import-not-utf8 = This is not UTF-8. Save the file as CSV in UTF-8.
import-odd-quotes = The quotes of this file are odd in number: one is opened, here or before, and never closed.
import-no-object = It is no object with names and values.
import-nested = A list or an object stands here instead of a value.
import-missing = Nothing stands here, and a job needs it.
import-model = This is not the id of a model. It looks like fal-ai/flux/dev.
import-request = This is too long for the id of a request.
import-correction = A correction belongs to the balances of its own books and is not imported.
import-voided = This is neither yes nor no.
import-basis = This is none of estimated, billed and unknown.
import-unknown-with-cost = The cost is said to be unknown, but there is one.
import-billed-without-cost = It is said to be billed, but its cost is missing.
import-same-request = The same request stands in row { $row }.

# What a column of a file can be
field-time = When it ran
field-model = Model
field-cost = Cost in US dollars
field-quantity = How much
field-unit = Unit
field-unit-price = Price of one, in US dollars
field-request = Request id
field-tag = Tag
field-key = Key
field-note = Note
field-basis = How the cost is known
field-voided = Removed
field-cost-nano = Cost in billionths of a dollar
field-currency = Currency
field-category = Kind of charge
field-refund = Given back

# Headers of tables, as people write them, best first, with bars between them. Those of every
# language are recognized; case, accents and what stands between words do not matter.
headers-time = time | date | datetime | created at | at | when | moment | start time | usage date
headers-model = endpoint | model | app | resource | model name
headers-cost = cost | total | amount | total cost | charge | billed amount | charge amount | net cost | net amount | final cost | actual cost | total amount | total price | spend | spent | dollars
headers-quantity = quantity | units | count | qty
headers-unit = unit | unit of measure
headers-unit-price = price | price per unit | cost per unit
headers-request = request
headers-tag = project | label
headers-note = notes | comment | description
headers-currency = cost currency
headers-category = line item type | item type | transaction type | type | category | kind
sum-words = total | totals | grand total | overall total | sum | subtotal
headers-refund = refunds | refunded | refund amount | amount refunded | credit | credits | credit amount | credited

# Why the gateway does not run
gateway-running = A gateway of another fal Budget is running on this database. Stop that one first.
gateway-running-at = A gateway of another fal Budget is running on this database, at { $address }. Stop that one first.
gateway-port-taken = Port { $port } of this computer is taken by another program. Choose another port, or stop that program.
gateway-listen = The gateway cannot listen on port { $port }: { $reason }.
gateway-files = The gateway cannot write its files: { $reason }. Check the data folder and the space on the disk.
foreign-file = { $path } is a link, of another kind, or belongs to somebody else; remove it
gateway-certificate = The gateway cannot make its certificate: { $reason }.
gateway-token = The gateway cannot make the token of its API: this system gives no random numbers.
gateway-stopped = The gateway is being stopped.
gateway-client = The gateway cannot speak with fal.ai: this system's certificates cannot be used.

# What the gateway answers to programs
gateway-foreign-host = fal Budget's gateway answers to 127.0.0.1 and localhost only.
gateway-foreign-page = fal Budget's gateway does not know this web page. Allow its address under Guard, Web pages.
gateway-no-path = fal Budget's gateway has nothing here. Use /run/…, /queue/… or /api/fal/proxy.
gateway-no-model = This address names no model of fal.ai's, so nothing was sent: what it may cost cannot be told. Use the model's id as fal.ai writes it, for example fal-ai/flux/dev.
gateway-nowhere = fal Budget is a demo here, and has no address for this host of fal.ai, so nothing was sent: set FAL_BUDGET_RUN_URL, FAL_BUDGET_QUEUE_URL and FAL_BUDGET_REST_URL, too, or none of them.
gateway-lends = the key in FAL_KEY is lent to pages of { $pages }.
gateway-not-lent = The key that is lent to this page goes to models that fal.ai lists, not to other apps: they see the key. Send a key of your own with the call, or start the gateway with --lend-to and the app’s owner.
gateway-key-returned = The answer contained the key that was lent to this page, or could not be searched for it, so it was not passed on. Make a new key at fal.ai, and do not lend one to this app.
gateway-no-project = This project's name cannot be read, or is empty or longer than 40 characters. Name it in the address, /p/NAME/…, or in the header x-fal-budget-tag. Nothing was sent to fal.ai.
gateway-two-projects = The call names two projects. Name one, in the address or in the header x-fal-budget-tag. Nothing was sent to fal.ai.
gateway-file = Files are sent to fal.ai directly, not through fal Budget's gateway: uploading costs nothing. Upload with the client's own storage functions, without proxy.
gateway-disk = This body could not be kept on the disk until it was read, so nothing was sent to fal.ai. Free some space on the disk and try again.
gateway-no-target = The header x-fal-target-url is missing: set proxyUrl of @fal-ai/client to this address.
gateway-tunnelled = fal Budget's gateway answers programs of this computer only: this request came through a proxy or a tunnel. Tunnel the port of --webhook-port alone.
gateway-navigation = fal Budget's gateway shows no pages: call it from a program.
gateway-foreign-target = fal Budget's gateway forwards to fal.run, queue.fal.run and uploads of rest.fal.ai only, over https.
gateway-no-realtime = fal Budget's gateway does not forward realtime (WebSocket) calls: connect to fal.ai directly. They are not metered.
gateway-body-too-large = This body is larger than fal Budget's gateway takes. Upload the file to fal.ai first and send its address.
gateway-body-stalled = The body of this request did not come to its end in time. Nothing runs at fal.ai.
gateway-body-broken = The body of this request broke off. Nothing runs at fal.ai.
gateway-unreachable = fal Budget's gateway could not reach fal.ai. Nothing was sent; check the connection and try again.
gateway-slow = fal.ai did not answer fal Budget's gateway in time. It may still be working on the request, which then costs.
gateway-broken = The connection to fal.ai broke before it answered. It may have worked on the request, which then costs.
gateway-not-judged = fal Budget's guard could not look at this call, so nothing was sent to fal.ai. { $reason } Try again, or pause the guard in fal Budget or by `fal-budget guard pause`.

# What the local API and the webhooks answer
api-token = The token is missing or wrong. Send it as `Authorization: Bearer …`; it is in fal Budget's Settings, under Gateway.
api-method = This address takes { $methods } only.
api-body = The body is too large, or did not come to its end.
request-not-understood = That request was not understood: { $detail }.
api-limit = limit is not a number
api-id = id is not a number
api-parameter = there is no parameter { $name }
api-place = at and id go together
estimate-no-price = No price is known.
tariff-run = per run: { $rates }
tariff-per = per { $unit }: { $rates }
tariff-of-input = { $unit } of the input
tariff-range = { $least } to { $most } by { $by }
tariff-else = else { $value }
tariff-least = at least { $amount }
tariff-given = if not said: { $values }
tariff-free = the first { $number } free
tariff-started = begun ones count whole
tariff-with-audio = with audio
tariff-silent = silent
tariff-with = with { $name }
tariff-without = without { $name }
tariff-up-to = up to { $limit }
tariff-seen = { $source }, { $date }
parameter-resolution = resolution
parameter-sound = sound
parameter-quality = quality
parameter-length = length
parameter-steps = steps
metered-uncertain = metered, uncertain
metering-error = fal billed { $billed } for a call that its own units × price made { $metered }. What is metered of this model is uncertain until it is billed.
call-cost-input-seconds = The length of the input file decides, which the request does not say.
call-cost-input-frames = The frames of the input file decide, which the request does not say.
call-cost-input-size = The size of the input picture decides, which the request does not say.
call-cost-output-size = The size of the result decides, which follows that of the input.
call-cost-output-seconds = The length of the result decides, which the model chooses.
call-cost-characters = The length of the text decides.
call-cost-compute-seconds = The time that the call runs decides, which nobody knows before.
call-cost-answer-tokens = The length of the answer decides, which the model chooses.
call-cost-unknown-value = “{ $name }” has a value that the tariff does not know: its dearest price counts.
call-cost-unreadable = A number in the request cannot be read.
call-cost-rate = { $rate } per { $unit }.
call-cost-rate-besides = { $rate } per { $unit }, and { $besides } besides.
call-cost-begun = { $number } { $unit }s that have begun count whole.
call-cost-history = By your last { $calls } calls with like parameters.
call-cost-moved = Your last { $calls } calls with like parameters cost { $now }, the tariff says { $before }.
call-cost-range = { $from }, up to { $to }
call-cost-up-to = up to { $amount }
call-cost-unknown = Unknown before it runs
request-file-unreadable = “{ $file }” cannot be read: { $reason }.
request-body-no-json = This is no JSON: { $detail }. Give the body of the request as it is sent to fal.ai.
request-body-no-object = The body of a request is a JSON object: { "{" } "prompt": "…" { "}" }.
webhook-unsigned = fal.ai has not signed this, or not now.
webhook-status = The status is neither OK nor ERROR.
webhook-busy = Too many long messages are being read. Send this one again later.
webhook-stopping = The gateway is stopping. Try again in a moment.
webhook-keys = fal.ai's keys could not be read, so its signature cannot be checked yet. Try again in a moment.
webhook-told-before = This was told before.
webhook-foreign = This request did not come through this gateway.
webhook-noted = Noted.

# What the window says of failures
starting = fal Budget is still starting. Try again in a moment.
keychain-silent = The keychain did not answer; it may be locked and asking for its password. Unlock it and try again. Nothing was changed.
keychain-refused = The keychain did not take part: { $reason }. Unlock it and try again. Nothing was changed.
key-left = Disconnected, and the last figure is kept. But the key may still be in the keychain: { $reason }. Delete the entry { $entry } there, or the key itself under Keys in the fal.ai dashboard.
keychain-absent = there is no keychain
keychain-without-key = the key is not in it
keychain-locked = it is locked
keychain-failed = it failed
keychain-may-be-locked = it did not answer and may be locked
run-key-rejected = fal.ai does not take this key. Paste one with the scope API, from Keys in the fal.ai dashboard.
run-key-left = The run key is not used any more, but it may still be in the keychain. Delete the entry { $entry } there, or the key itself under Keys in the fal.ai dashboard.
prices-need-key = fal.ai gives its prices to a connected key. Connect one under Settings, Live balance.
key-file = The file for the key in the data folder could not be changed. Look whether the folder is read-only or the disk is full, and try again.
erase-not-confirmed = Type the word { $word } to confirm. Nothing was erased.
erase-in-use = Another fal Budget works on these data, perhaps a gateway in a terminal or as a service. End it and try again. Nothing was erased.
erased-but-key = Everything is erased, but a key may still be in the keychain, which did not take part. Delete the entry { $entry } there, or the key itself under Keys in the fal.ai dashboard.
erased-but-file = The data are erased, but a log or the start at login could not be removed: { $reason }.
autostart-failed = Start at login could not be changed: { $reason }. Choose it in the settings of your desktop.
import-file-gone = There is no file to import any more. Choose it again.
no-file-manager = No file manager could be opened. Copy the folder's name and open it yourself.
no-browser = No browser could be opened. Copy the address and open it yourself: { $address }


## Notifications, and other words of the program outside of its window (shell)

notification-open = Open
notifications-not-shown = This system does not show notifications of fal Budget: it has no service for them, or does not allow them. Look into its settings. What they would tell stands in the window.
record-not-read = fal.ai's billing record was not read to its end. { $failure } It is tried again in five minutes.
autostart-comment = How much fal.ai credit is left
desktop-runs-already = fal Budget runs already, as process { $process }, which shows its window.
desktop-name-taken = Process { $process } ({ $program }) has taken fal Budget's name on the session bus. fal Budget starts all the same, but a second start will not find it: end that program.
desktop-missing = fal Budget needs a desktop to open its window and found none. In a terminal use its commands: fal-budget --help
window-not-opened = fal Budget could not open its window: { $reason }.
desktop-not-installed = The window is a program of its own, fal-budget-desktop, and is not installed. Install the package fal-budget-desktop, or run `fal-budget --help` to see what works without it.
desktop-of-another-version = { $program } has version { $version }, and this is { $ours }. Both work on the same data and must have the same version: install fal-budget and fal-budget-desktop anew.
desktop-not-started = { $program } cannot be started: { $reason }.
desktop-without-version = unknown


## The command line (cli)

# Its help: the program and its verbs
cli-about = How much fal.ai credit is left, and what the next job costs
cli-about-more = Without a command the window opens. All amounts in JSON are US dollars.
cli-hidden = Start in the tray, without the window
cli-status = Show what is left and what was spent
cli-status-format = Print for a status bar
cli-status-waybar = The JSON of Waybar's custom modules, for "return-type": "json". Waybar hides a module that ends with another code than 0: leave --exit-code out, and "Balance unknown" shows where the balance cannot be read
cli-status-plain = One line, for polybar, i3blocks, tmux and others
cli-status-exit-code = End with a code that says the level: 0 high or no budget, 10 medium, 11 low, 12 locked by fal.ai, 13 not low when last read, but not up to date. 1 and 2 stay failure and wrong usage
cli-json = Print JSON
cli-budget = Enter the balance that fal.ai shows, or clear it
cli-budget-set = Enter the balance, for example 10.00
cli-budget-owed = Behind `--`, also below zero: what fal.ai says you owe
cli-budget-amount = The balance as fal.ai shows it
cli-budget-clear = Clear the balance; what was spent stays
cli-log = Log jobs that ran
cli-forecast = Say when the balance runs out, and what that rests on
cli-estimate = Show what jobs would cost
cli-estimate-input = JSON body of one request to the model, - for standard input
cli-images = How many images
cli-videos = How many videos
cli-model = A model's id, for example fal-ai/flux/dev
cli-set = Parameter of the model that decides the cost, for example resolution=4K; may be repeated
cli-value-parameter = NAME=VALUE
cli-set-wrong = write NAME=VALUE
cli-quantity = How much of what the model is charged by: megapixels, seconds, videos, …
cli-factor = What one counts as in the tier that was used, for example 1.5
cli-at = When they ran, for example "2026-11-22 14:02"
cli-tag = A word to group jobs by
cli-note = Anything
cli-jobs = List jobs, the newest first
cli-jobs-voided = removed
cli-spending = Say what was spent in a month or some days, part by part
cli-spending-format = Form of the answer
cli-undo = Undo a change, the newest if none is named
cli-undo-id = Number of the change, as `log --json` and `jobs --json` name it
cli-undone = Undone: { $what }
cli-month = A month, for example 2026-11
cli-days = Number of days up to today
cli-by = Parts that it is shown by
cli-from = First day or month, for example 2026-11-20
cli-to = Last day or month
cli-of-key = Only jobs of this key, by its id or name; an empty one means jobs without any
cli-of-tag = Only jobs with this tag; an empty one means jobs without any
cli-of-model = Only jobs of this model
cli-limit = Most jobs that are listed; 20 if not said
cli-export = Write jobs, entries or prices to a CSV or JSON file, or jobs to a page to print
cli-export-file = The file; its ending says in which form
cli-export-what = What to write
cli-export-columns = Columns of jobs: our own, or those of FOCUS, the form of cloud bills
cli-export-excel = Make a CSV file that Excel opens with a double click, in the language that is spoken
cli-export-separator = What stands between the values of a CSV file
cli-export-decimal = Decimal sign of a CSV file
cli-wrote-nothing = No jobs in that choice; { $file } is empty
cli-import = Import jobs from a CSV or JSON file: our exports, fal's billing events, or a table of yours
cli-import-file = The file
cli-import-map = Reads a field from a column, for example timestamp=Date; nothing after the = reads it from none
cli-import-look = Only show what would be imported
cli-import-zone = Zone of times that name none: local, UTC, an offset such as +02:00, or a name such as Europe/Paris
cli-import-dates = Order of dates such as 04/05/2026: day-first or month-first
cli-import-refunds = What is below zero without a request, or in a column of refunds: take or leave
cli-import-refused = Saves the rows that cannot be read to this file, to be mended and read again
cli-import-waits = Waiting for somebody to write to { $file }. Ctrl+C ends this.
cli-import-option = ({ $option } { $words })
cli-import-encoding = Encoding of the file, where it is not told rightly by its content
cli-import-all-refused = No row of this file is a job, so nothing was imported.
cli-import-settled = What fal.ai billed is in the ledger now.
cli-import-yes = Import without being asked
cli-backup = Copy the database into a new file, verified
cli-backup-file = The file, which must not be there yet
cli-recover = Write what can be read of a damaged database to CSV files, which can be imported
cli-recover-folder = The folder for them
cli-restore = Put a copy in the place of the database, which is kept beside it
cli-restore-file = The copy
cli-gateway = Forward calls to fal.ai and meter them, until it is ended
cli-gateway-port = The port of plain HTTP; 0 takes any that is free
cli-gateway-tls-port = The port of TLS; 0 takes any that is free
cli-gateway-webhook-port = The port for fal's webhooks, the only one to tunnel; 0 takes any that is free
cli-gateway-new-token = Make a new token for the local API; the old one is taken no longer
cli-gateway-lend-key = Lend the key in `FAL_KEY` to calls of allowed pages that bring none
cli-gateway-lend-to = Also lend it to calls of this owner or app, such as me or me/app (repeatable)
cli-gateway-origin = A web page that may use it, beside those allowed in the window
cli-lock = Say whether fal.ai has locked the account, with a report for its support
cli-lock-over = Take the lock for over: jobs run again
cli-account = The account that is meant, in place of the one in use
cli-all-accounts = Say the status of each account
cli-accounts = List accounts of fal.ai, add one, or use another
cli-account-list = List the accounts
cli-account-add = Add an account
cli-account-use = Use an account: what is said without --account is said of it
cli-account-rename = Give an account another name
cli-account-hide = Hide an account; nothing of it is deleted
cli-account-name = Name of the account
cli-account-new-name = Its new name
cli-keys = Say which of fal's keys paid, by their ids, or name one
cli-keys-name = Give a key a name
cli-keys-which = Id or name of the key; the id is the part before the colon
cli-keys-new-name = Its new name
cli-keys-none = No job says which key it was paid with. Calls through the gateway do.
cli-keys-list = Keys, and what their jobs have cost in the last 30 days:
cli-guard = Show or change what may be spent through the gateway
cli-guard-on = Hold calls against the limits
cli-guard-off = Let all calls pass
cli-guard-set = Change limits; what is not named stays
cli-guard-allow = Let the next call pass that would be refused, within an hour
cli-guard-pause = Let all calls pass for an hour
cli-guard-resume = End a pause
cli-guard-floor = What is to be left of the balance, or none
cli-guard-day = The most of a day, or none
cli-guard-week = The most of a week from Monday, or none
cli-guard-month = The most of a month, or none
cli-guard-key = Limit this key, by its id or name, and not the account
cli-guard-project = Limit this project
cli-guard-model = Limit this model
cli-guard-job = The most of one call, or none
cli-guard-unpriced = What becomes of calls that may cost any amount: one at a time, none, or all
cli-guard-empty = An empty limit says nothing. Type an amount, or `none` to take the limit away.
cli-guard-release = End a call of unknown cost, so that the next one may begin: its number, or all
cli-guard-release-which = Number of the job, or `all`
cli-guard-release-none = No call of unknown cost is running under this number.
cli-guard-released = { $calls ->
    [one] One call counts as ended.
   *[other] { $calls } calls count as ended.
}
cli-can-spend = Say whether an amount can be spent: exit code 0 if it can, 1 if not
cli-can-spend-amount = In US dollars, for example 0.50

# Its help: what stands for a value
cli-value-verb = COMMAND
cli-value-amount = AMOUNT
cli-value-file = FILE
cli-value-folder = FOLDER
cli-value-time = TIME
cli-value-tag = TAG
cli-value-key = KEY
cli-value-project = NAME
cli-value-name = NAME
cli-value-new-name = NEW-NAME
cli-value-note = NOTE
cli-value-what = WHAT
cli-value-month = MONTH
cli-value-columns = COLUMNS
cli-value-sign = SIGN
cli-value-day = DAY
cli-value-part = PART
cli-value-unpriced = UNPRICED
cli-value-format = FORMAT
cli-value-mapping = FIELD=COLUMN
cli-value-zone = ZONE
cli-value-choice = CHOICE
cli-value-order = ORDER
cli-value-encoding = ENCODING
cli-value-origin = ORIGIN
cli-value-app = APP

# Its help: the frame
cli-usage-mark = Usage:
cli-verbs-mark = Commands:
cli-arguments-mark = Arguments:
cli-options-mark = Options:
cli-values-mark = Possible values:
cli-values = [possible values: { $values }]
cli-default = [default: { $value }]
cli-help = Print help
cli-help-more = Print help (see more with '--help')
cli-help-less = Print help (see a summary with '-h')
cli-help-verb = Print this message or the help of the given subcommand(s)
cli-version = Print version

# What is wrong with what was typed
cli-error-mark = error:
cli-tip-mark = tip:
cli-help-hint = For more information, try '{ $option }'.
cli-unknown-verb = unrecognized subcommand '{ $verb }'
cli-unknown-argument = unexpected argument '{ $argument }' found
cli-similar-verb = { $count ->
    [one] a similar subcommand exists: { $names }
   *[other] some similar subcommands exist: { $names }
}
cli-similar-argument = { $count ->
    [one] a similar argument exists: { $names }
   *[other] some similar arguments exist: { $names }
}
cli-similar-value = { $count ->
    [one] a similar value exists: { $names }
   *[other] some similar values exist: { $names }
}
cli-quoted = '{ $name }'
cli-missing = the following required arguments were not provided:
cli-repeated = the argument '{ $argument }' cannot be used multiple times
cli-conflict = the argument '{ $argument }' cannot be used with '{ $other }'
cli-conflict-several = the argument '{ $argument }' cannot be used with:
cli-verb-conflict = the subcommand '{ $verb }' cannot be used with '{ $other }'
cli-value-missing = a value is required for '{ $argument }' but none was supplied
cli-value-surplus = unexpected value '{ $value }' for '{ $argument }' found; no more were expected
cli-value-wrong = invalid value '{ $value }' for '{ $argument }'
cli-value-wrong-why = invalid value '{ $value }' for '{ $argument }': { $reason }
cli-not-text = invalid UTF-8 was detected in one or more arguments
cli-mapping = it must be FIELD=COLUMN, for example timestamp=Date
cli-port = it must be a whole number from 0 to 65535

# What verbs answer
cli-not-started = fal-budget could not start: { $reason }.
cli-holder = It is held by { $holder }
cli-database = The database is { $path }
cli-status-spent = spent since { $since } · today { $today } · in all { $all }
cli-logged = Logged { $jobs }: { $cost } (estimated)
cli-logged-unpriced = Logged { $jobs }: no price is known
cli-wrote-jobs = { $count ->
    [one] Wrote { $number } job to { $file }
   *[other] Wrote { $number } jobs to { $file }
}
cli-wrote-entries = { $count ->
    [one] Wrote { $number } entry to { $file }
   *[other] Wrote { $number } entries to { $file }
}
cli-wrote-prices = { $count ->
    [one] Wrote { $number } price to { $file }
   *[other] Wrote { $number } prices to { $file }
}
cli-copied = Copied the database to { $file }
cli-put-back = Put { $file } back
cli-kept-aside = What was there is kept as { $file }
readable = Jobs that could be read: { $jobs }, in { $jobs_file }. Balances entered: { $entries }, in { $entries_file }. The jobs can be imported into a new database.
cli-import-ask = Import them? [y/N]
cli-import-yes-words = y yes
cli-import-nobody = Nobody can be asked here: run it again with --yes to import.
cli-import-nothing = Nothing was imported.
cli-imported = Imported. `fal-budget undo` takes it back whole.
cli-writing-again = Calls are written as they come again, with all that was kept.


## The page: what stands in it (ui/index.html)

page-open-settings =
    .aria-label = Settings
page-overview = Overview
page-models = Models
page-programs = Programs
page-project = Project
page-general = General
page-all-time = all time
page-since-top-up = since the top-up
page-this-month = This month
page-month-end = By month’s end
page-top-up = Top up at fal.ai
page-floor-of = floor { $amount }
page-worth-a-look = Worth a look
page-no-budget-set-title = No balance is known
page-set-prices = See them
page-see-jobs = See jobs
page-see-guard = Look at the guard
page-job-more = More: time, note…
page-job-less = Less
page-have-it-read = Have it read for you, every minute
page-have-it-read-means = Paste an Admin key from fal.ai, Keys. It stays in this computer’s keychain.
page-first-example = 20.00
page-start = Start
page-assumed-prices = Assumed prices
page-balance-and-key = Balance and key
page-privacy-title = Privacy and data
page-privacy-state = this computer only
page-files-state = export, import, daily copies
page-state-live = { $name } · live
page-state-typed = typed by hand
page-state-off = off
page-state-prices = ${ $image } an image, ${ $video } a video
page-saved = Saved
page-no-setting = No setting has that name.
page-key-admin-title = What such a key can do
page-limits = Limits
page-chain-gateway-off = off: nothing is counted or refused
page-chain-no-program = no call yet: set one up with the lines below
page-chain-guard-off = off: all calls pass
page-chain-guard-on = on
page-chain-guard-paused = paused: all calls pass
page-hint-floor = fal.ai locks accounts above zero
page-hint-job = Dearest so far: { $what }, { $cost }
page-one-month = one month
page-part = Part
page-share = Share
page-to-month = to { $month }
page-copy-table = Copy table
page-table-copied = Table copied
page-print = Print
page-exported-none = There are no such jobs. The file is empty but for its headings: { $file }
page-selected = { $jobs } selected
page-tag-them = Tag
page-void-them = Remove
page-more-values = { $others } more: search for them
page-select-none = Select none
page-select-job = Select { $job }, { $time }
page-tagged = Jobs tagged
page-voided-jobs = Jobs removed from the sums
page-views =
    .aria-label = Views
page-models-listed =
    .aria-label = Models
page-split-by =
    .aria-label = Split by
page-column-width =
    .aria-label = Width of a column
page-period-shown =
    .aria-label = Period
page-job-model =
    .aria-label = Model that ran
    .placeholder = Model
page-job-tag =
    .aria-label = Project of the job
    .placeholder = #project
page-selected-tag =
    .aria-label = Project of the selected jobs
    .placeholder = #project
page-find-setting =
    .aria-label = Find a setting
    .placeholder = Find a setting
page-sections =
    .aria-label = Sections
page-share-left-here =
    .aria-label = Share of the budget that is left
page-month-before =
    .aria-label = Month before
    .title = Month before
page-month-after =
    .aria-label = Month after
    .title = Month after
page-parts-table =
    .aria-label = Spending by part
page-reading-balance = Reading the balance…
page-demo = demo
page-hide-amounts =
    .aria-label = Hide amounts
page-refresh =
    .aria-label = Refresh
    .title = Refresh (F5)
page-budget-unreadable = Your budget cannot be read
page-nothing-changed = Nothing was changed. Your jobs and balances stay in the file.
page-try-again = Try again
page-export-readable = Export what can be read
page-copy-diagnostics = Copy diagnostics
page-lock-over = It is open again
page-open-billing = Open fal.ai billing
page-copy-for-support = Copy for support
page-go-to-settings = Open settings
page-allow-next = Allow the next one
page-pause-guard = Pause the guard for an hour
page-leave-refusal = Leave it
page-share-left =
    .aria-label = Share of the budget that is left
page-no-budget-yet = No budget is set. Type the balance that fal.ai shows you, and every job you log is taken from it; or connect a key there, and follow fal.ai’s own balance.
page-enter-balance = Enter the balance
page-today = Today
page-next-job = Log a job
page-images-and-videos = Images, videos
page-a-model = A model
page-images = images
page-videos = videos, 5 s
page-model = Model
page-model-letters =
    .placeholder = a few letters, like flux dev
page-how-much = units
page-size = Size of each
page-size-square = square, 1024 × 1024
page-size-small-square = small square, 512 × 512
page-size-landscape-4-3 = landscape 4:3, 1024 × 768
page-size-landscape-16-9 = landscape 16:9, 1024 × 576
page-size-portrait-3-4 = portrait 3:4, 768 × 1024
page-size-portrait-9-16 = portrait 9:16, 576 × 1024
page-size-full-hd = Full HD, 1920 × 1080
page-size-large-square = large square, 2048 × 2048
page-size-other = other…
page-kind = Kind
page-runs = Runs
page-width = Width, pixels
page-height = Height, pixels
page-when-it-ran = When it ran, by your clock
page-tag = Tag
page-note = Note
page-log-job = Log
page-recent-jobs = Recent jobs
page-jobs-empty = Jobs that you log appear here, newest first, with what they cost and how that is known.
page-settings = Settings
page-budget-management = Budget Management
page-open-dashboard = Open fal.ai Dashboard
page-billing = Billing
page-no-browser = No browser opened. Open this address yourself:
page-copy = Copy
page-balance-label = Balance, as fal.ai's billing page shows it
page-balance-example =
    .placeholder = 10.00
page-balance-is-live = fal.ai's own balance is followed while a key is connected. Disconnect it below to type one.
page-save = Save
page-clear = Clear
page-total-spent = Total Spent (Estimated)
page-remaining-budget = Remaining Budget
page-make-full = Make this 100 %
page-entries = Balances entered
page-entries-empty = Each balance that you save is kept here and can be undone.
page-live-balance = Live balance
page-replace-them = Replace them
page-keep-both = Keep both
page-record-fetch = Read what fal.ai billed in 90 days
page-record-stop = Stop reading
page-disconnect = Disconnect
page-live-invite = With an Admin key fal Budget reads your balance from fal.ai once a minute. Make one in the dashboard: Keys, Add key, scope Admin.
page-key-admin-means = An Admin key can do all that you can at fal.ai through its programs: run models at your cost, deploy and manage apps, read usage and billing. fal Budget only asks for the balance, and for prices and what was billed when you press for it. The key is kept in this system's keychain, or where there is none in a file that only you can read, and sent to fal.ai alone.
page-live-demo = This is the demo: paste the key that its terminal shows.
page-key-admin = Admin key
page-key-form =
    .placeholder = key id:key secret
page-connect = Connect
page-gateway = Gateway
page-gateway-means = Forwards the calls of your programs to fal.ai and logs what each cost. Keys pass through and are never kept.
page-gateway-run = Gateway
page-address = Address
page-by-tls = By TLS
page-webhooks = fal's webhooks
page-webhooks-mean = the only address to tunnel
page-lines-for = Set up a program: lines for
page-lines =
    .aria-label = Lines to copy
page-copy-lines = Copy lines
page-web-pages = Web pages
page-web-pages-means = A page in a browser may use the gateway only if you allow its address. Its calls can get a key of yours, scope API, so that the page needs none; the gateway gives it to nobody else.
page-origins-empty = Pages that you allow are listed here, each with a way to forbid it.
page-origin = Address of a page
page-origin-example =
    .placeholder = localhost:3000, with http or https before it
page-allow-origin = Allow this page
page-run-key = Run key, scope API
page-keep-key = Keep this key
page-remove-key = Remove the key
page-local-api = Local API
page-local-api-means = Scripts on this computer ask for the balance, log jobs and estimate at /api/budget, /api/jobs and /api/estimate of the gateway's address, with this token as
page-copy-token = Copy the token
page-renew-token = Make a new one
page-port = Port
page-port-means = Port of the address; TLS listens on the next one
page-set-port = Use this port
page-guard = Guard
page-guard-means = Calls through the gateway are counted. The guard refuses those that would break a limit, before they cost anything.
page-guard-hold = Guard
page-guard-unpriced = Calls that may cost any amount
page-guard-unpriced-one = pass one at a time
page-guard-unpriced-refuse = are refused
page-guard-unpriced-allow = pass
page-limits-mean = In US dollars, by your local days, weeks (from Monday) and months. An estimate that was too low is settled by the next call.
page-alerts = Alerts
page-alerts-switch = Tell me by notifications of this system
page-alerts-mean = Each comes once, and again only after a recovery; meanwhile it stands on the overview. Percents are of the 100 % mark; amounts are in US dollars.
page-sign-shown = Sign shown
page-euro = € euro
page-dollar = $ US dollar
page-rate = Rate: euros for one dollar
page-rate-none =
    .placeholder = none, shown 1 : 1
page-remove-rate = Back to 1 : 1
page-image-rate = One image is assumed to cost, $
page-video-rate = One video, about 5 s, $
page-prices-mean = Assumptions, not fal's prices. Jobs already logged keep theirs.
page-open-price-book = Price book of models…
page-language = Language
page-theme = Theme
page-theme-system = as the system
page-theme-light = light
page-theme-dark = dark
page-tray-text = Text beside the tray icon, where the panel shows one
page-tray-balance = balance
page-tray-percent = percent left
page-tray-spent-today = spent today
page-tray-none = none
page-hide-switch = Hide amounts, here and in the tray, while others see your screen (F9)
page-start-at-login = Start at login, in the tray; where there is none, with the window
page-files = Files and backups
page-files-mean = Written to your downloads, with amounts in US dollars. They have no key in them.
page-export = Export
page-export-jobs = jobs
page-export-entries = balances entered
page-export-prices = the price book
page-export-form = As
page-export-csv = CSV, for a spreadsheet
page-export-excel = CSV, for a double click in Excel
page-export-focus = CSV, a bill with the columns of FOCUS
page-export-page = a page to print
page-export-json = JSON, for programs
page-export-from = From, a day or month
page-export-to = To
page-export-any-time =
    .placeholder = 2026-11
page-export-any-tag =
    .placeholder = all
page-choose-import = Import jobs…
page-import-means = From CSV or JSON: an export of this program, fal.ai's billing events, or a table of yours. You see what it holds before anything is stored.
page-copies = Copies of the last days, made daily
page-put-back = Put back…
page-copy-to-downloads = Copy to downloads
page-put-it-back = Put it back
page-leave-it = Leave it
page-privacy = Everything stays on this computer. Only while a key is connected fal.ai is asked for the balance, for prices of models that calls bring up, and for prices and its billing record where you pressed for them; the gateway forwards what your programs send to fal.ai. Nothing else is sent anywhere.
page-data-folder = Your data are in the folder
page-open-folder = Open the folder
page-shortcuts = Keyboard shortcuts
page-reset-means = Resetting puts sign, rate, assumed prices, language, theme and tray text back to how they were at first. Your data, keys, alerts, gateway, guard and start at login stay. Erasing takes everything.
page-reset-settings = Reset settings
page-open-erase = Erase everything…
page-all-jobs = All jobs
page-search = Search
page-search-in =
    .placeholder = model, tag or note
page-period = Period
page-any-time = any time
page-period-today = today
page-7-days = 7 days
page-30-days = 30 days
page-90-days = 90 days
page-a-year = a year
page-all-models = all
page-all-tags = all
page-basis = How the cost is known
page-all-bases = any way
page-estimated = estimated
page-metered = metered
page-basis-uncertain = metered, uncertain until fal.ai bills it: the unit means different things at fal.ai
page-billed = billed
page-no-price = no price
page-correction = correction
page-order = Order
page-newest-first = newest first
page-oldest-first = oldest first
page-dearest-first = dearest first
page-cheapest-first = cheapest first
page-spending = Spending
page-split-none = Total
page-split-model = By model
page-split-tag = By project
page-chart =
    .aria-roledescription = chart
page-chart-numbers = The numbers of this chart
page-chart-table =
    .aria-label = The numbers of this chart
page-forecast = Forecast
page-buys = What the balance buys
page-gap = From the jobs here to fal.ai’s figure
page-reconcile = Reconcile
page-dashboard-says = What the dashboard says is left
page-dashboard-example =
    .placeholder = 7.08
page-compare = Compare
page-book-it = Book it as a correction
page-it-was-topped-up = It was topped up
page-accuracy = How good the estimates were
page-accuracy-empty = Once fal.ai has billed requests that were estimated before, or the balance was reconciled, it is said here.
page-price-of-one = Price of one, $
page-price-unknown =
    .placeholder = unknown
page-void = Remove
page-repeat = Repeat
page-close = Close
page-price-book = Price book
page-price-book-means = What one unit of a model costs, where that is known from and since when. fal.ai changes its prices; the ones that a connected key reads, and your own, go before the list.
page-find-model = Find a model
page-read-prices = Read prices from fal.ai
page-set-a-price = Set a price, or add a model
page-charged-by = Charged by
page-price-example =
    .placeholder = 0.025
page-unit-images = images
page-unit-megapixels = megapixels
page-unit-seconds = seconds
page-unit-videos = videos
page-unit-segments = video segments
page-unit-characters = 1000 characters
page-unit-minutes = minutes
page-unit-compute = compute seconds
page-unit-generations = generations
page-unit-requests = requests
page-save-price = Save price
page-jobs-keep-prices = Jobs already logged keep theirs.
page-prices-empty = No model fits. Set a price above to add it.
page-import-jobs = Import jobs
page-close-import =
    .aria-label = Close the import
    .title = Close
page-progress =
    .aria-label = How much is done
page-which-column = Which column is what
page-rows = Rows, the first hundred of each kind
page-file-rows =
    .aria-label = Rows of the file
page-import = Import
page-stop = Stop
page-closing = Closing the window ends fal Budget
page-closing-means = This desktop shows no tray icons, so the balance cannot stay in view without the window. On GNOME the extension “AppIndicator and KStatusNotifierItem Support” adds a tray; elsewhere look for a system tray or status notifier in the panel, and install libayatana-appindicator3.
page-quit = Quit
page-keep-open = Keep it open


## The page: what its views say (ui/views)

page-undo = Undo
page-undo-that = Undo { $what }
page-undone = Undone: { $what }
page-undone-choice = Undone
page-close-message = Close message
page-no-answer = The program did not answer. Close the window and start it again.
page-no-clipboard = The clipboard did not take the text. Select it and copy it by hand.
page-diagnostics-copied = Diagnostics copied
page-copy-address = Copy address
page-address-copied = Address copied
page-and = { $first } and { $second }
page-balance-unknown = Balance unknown
page-database-unreadable = the database cannot be read
page-not-up-to-date = not up to date
page-figures-may-be-old = The figures below may be old. { $reason }
page-copied-for-support = Copied for support
page-put-copy-back = Put the copy of { $day } back
page-copy-is-back = The copy of { $day } is back. Gateway and guard are as before
page-copy-is-back-damaged = The copy of { $day } is back. The damaged file is kept beside it. Look at the gateway and the guard in Settings: their choices may have been lost
page-welcome = How much does fal.ai say is left?
page-welcome-means = Jobs you log are taken off it. You find it at fal.ai under Billing:
page-look-around = Look around first, with sample data
page-look-around-means = Sixty days of made-up jobs. One press takes them away again.
page-sample = sample
page-sample-title = All of this is made up
page-sample-means = Sample data to look around in. What you enter here goes with them.
page-end-sample = Begin with your own
page-sample-ended = The sample is put away
page-not-now = Not now
page-spent = Spent
page-no-budget-set = no budget set
page-choose-model = Choose a model, and see what it costs before you log it.
page-type-how-much = Type how much of it.
page-type-how-many = Type how many, and see the cost before you log them.
page-estimate-unknown = No price is known
page-estimate-unknown-means = : it is logged as unknown, and counted apart
page-logged = Logged { $what }: { $cost }
page-logged-unpriced = Logged { $what }: no price is known
page-logged-again = Logged { $what } again
page-logged-again-cost = Logged { $what } again: { $cost }
page-logged-again-unpriced = Logged { $what } again: no price is known
page-from-terminal = from the terminal
page-through-api = through the local API
page-from-fal = from fal.ai
page-imported = imported
page-through-gateway = through the gateway
page-voided = removed
page-replaced = replaced by fal.ai
page-cost = Cost
page-not-known = not known
page-basis-unknown = unknown: no price
page-basis-replaced = { $basis }; replaced by fal.ai's record, costs nothing
page-basis-voided = { $basis }; removed, costs nothing
page-basis-progress = { $basis }; { $progress }
page-taken-for = Taken for before
page-request = Request
page-price-then = Unit price then
page-when = When
page-source = Source
page-logged-terminal = logged from the terminal
page-logged-api = logged through the local API
page-logged-window = logged in the window
page-from-record = fal.ai's billing record
page-from-file = a file
page-from-call = a call through the gateway
page-how-much-of = How much, { $unit }
page-restore = Restore
page-job-corrected = Job corrected
page-restored = Restored { $what }
page-voided-that = Removed { $what }
page-balance-label-dollars = Balance in US dollars, as fal.ai's billing page shows it
page-balance-now = now { $amount }
page-budget-updated = Budget updated successfully
page-budget-cleared = Budget cleared
page-bar-anew = The bar starts at 100 % again
page-enter-to-see = Enter the balance to see what remains.
page-cleared = cleared
page-undone-entry = undone
page-undo-entry = Undo the entry { $amount }
page-prices-saved = Prices saved
page-connected = Connected to fal.ai
page-connected-to = Connected to { $name }: { $amount }
page-disconnected = Disconnected. The key is removed, and the last figure is kept as an entry
page-record-go-on = Go on reading
page-gave-way = They were replaced by fal.ai’s record
page-gateway-runs = The gateway runs
page-gateway-stopped = The gateway is stopped
page-lines-copied = Lines copied
page-origin-allowed = The page may use the gateway
page-forbid = Forbid
page-forbid-that = Forbid { $origin }
page-run-key-kept = The key is kept for the pages that you allow
page-run-key-removed = The run key is removed
page-port-kept = The port is kept
page-token-copied = Token copied
page-token-renewed = A new token counts from now on; the old one is taken no longer
page-limit-floor = Keep at least, $
page-limit-day = A day at most, $
page-limit-week = A week at most, $
page-limit-month = A month at most, $
page-limit-job = One call at most, $
page-no-floor = no floor
page-no-limit = no limit
page-limits-kept = The limits are kept
page-next-passes = The next call passes, within an hour
page-guard-pauses = The guard pauses for an hour
page-set-up-program = Set up a program
page-test-guard = Test it
page-pause = Pause for an hour
page-end-pause = End the pause
page-alert-share = Less than this share is left
page-alert-share-example = 25 %, 10 %
page-alert-amount = Less than this is left, $
page-alert-amount-example = 5.00; 2.00
page-alert-runs-out = It runs out within so many days
page-alert-day = A day’s spending reaches, $
page-alert-day-example = 5.00
page-alert-month = A month’s spending reaches, $
page-alert-month-example = 50.00
page-alert-expiry = Credits expire; their last day
page-alert-unusual = A day takes more than twice the usual
page-alert-locked = fal.ai locks the account, or opens it
page-alert-refused = A limit of yours refuses a call
page-alert-value = Value: { $alert }
page-alerts-on = Alerts are on
page-alerts-off = Alerts are off
page-alerts-saved = Alerts saved
page-in-euros = Amounts are shown in €
page-in-dollars = Amounts are shown in $
page-one-to-one = Amounts are shown 1 : 1
page-rate-set = Rate set
page-one-to-one-choices = { $line }. Use $, or set a rate.
page-rate-date = set on { $date }; history is shown at this rate too
page-language-system = as the system
page-show-amounts-key = Show amounts (F9)
page-hide-amounts-key = Hide amounts (F9)
page-starts-at-login = fal Budget starts when you log in
page-starts-no-more = fal Budget does not start by itself any more
page-written-to = Written to { $file }
page-exported = Exported to your downloads
page-no-copies = none yet
page-restore-question = Everything goes back to how it was on { $day }. The database of now is kept beside it, in the data folder. Gateway, allowed web pages and guard stay as they are.
page-copied-to = Copied to { $file }
page-copied = Copied to your downloads
page-settings-were-reset = The settings are as they were at first
page-settings-reset = Settings reset
page-erase = Erase everything?
page-erase-means = Balances, jobs, prices, settings, the copies of the last days, keys and the log are removed from this computer, for good. fal Budget is then as it was when you first started it. What you exported or copied to your downloads stays.
page-copy-first = Copy to downloads first
page-erase-confirm = Type the word “erase” to confirm
page-erase-yes = Erase everything
page-erase-no = Keep everything
page-erased = Everything is erased
page-shortcut-hide = Hide amounts, or show them again
page-shortcut-list = This list
page-shortcut-undo = Undo the last change
page-shortcut-close = Close what is open, or go back
page-shortcut-tab = To the next control, or the one before
page-shortcut-arrows = Within tabs, choices, lists and the chart
page-key-escape = Esc
page-key-back = Shift+Tab
page-key-arrows = Arrows
page-or = or
page-grain-day = By day
page-grain-week = By week
page-grain-month = By month
page-chart-name = Spending, { $columns } columns. Arrow keys move from one to the next.
page-chart-empty = What jobs cost stands here in columns, as soon as there is one with a price.
page-chart-point = Point at a column, or use the arrow keys; a press or Enter shows its jobs.
page-chart-column = { $when }: { $amount }, { $jobs }
page-chart-column-split = { $when }: { $amount }, { $jobs } ({ $parts })
page-in-all = in all
page-jobs = Jobs
page-correction-of = Correction, { $what }
page-dashboard-says-dollars = What the dashboard says is left, in US dollars
page-ask-topped-up = { $drift } Was the account topped up?
page-reconciled = Booked. The balance is what the dashboard says
page-topped-up = Balance entered; what was spent stays
page-set-price = Set…
page-set-price-of = Set the price of { $model }
page-back-to-list = Back to the list
page-return-to-list = Return { $model } to the list price
page-price-removed = Your price of { $model } is removed
page-price-saved = Price of { $model } saved
page-nothing-to-price = There was nothing left to price.
page-import-from = Import jobs from { $file }
page-reading-file = Reading the file…
page-looking-again = Looking again…
page-importing = Importing…
page-import-stopped = Stopped. Nothing was stored.
page-begin-again = { $reason } You can begin again.
page-automatic = automatic
page-save-refused = Save rows that cannot be read
page-choose-column = choose…
page-no-column = none
page-row = Row { $row }

# What the program says for the page, because it counts.
jobs-none-yet = Jobs that you log appear here, with what they cost and how that is known.
jobs-none-fit = No job fits. Widen the search or the period.
jobs-found = { $jobs ->
    [one] { $number } job found
   *[other] { $number } jobs found
}
price-waited-for = { $jobs ->
    [one] Price saved. { $number } job of it had none
   *[other] Price saved. { $number } jobs of it had none
}
price-jobs = { $jobs ->
    [one] Price { $number } job
   *[other] Price { $number } jobs
}
priced-jobs = { $jobs ->
    [one] Priced { $number } job
   *[other] Priced { $number } jobs
}
prices-changed = { $number } prices have changed

# The word that is typed before everything is erased, as page-erase-confirm names it.
erase-word = erase
