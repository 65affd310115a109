//! Attacks that can be tried on the program, each with the test that it fails in.

/// An attack.
pub struct Threat {
    pub who: &'static str,
    pub tries: &'static str,
    /// Defence, and the risk that is left.
    pub held_by: &'static str,
    pub test: &'static str,
}

const fn threat(
    who: &'static str,
    tries: &'static str,
    held_by: &'static str,
    test: &'static str,
) -> Threat {
    Threat {
        who,
        tries,
        held_by,
        test,
    }
}

const PAGE: &str = "a web page";
const NETWORK: &str = "the network";
const ANY: &str = "any caller";
const FILE: &str = "a file";
const NEIGHBOUR: &str = "another user of the computer";

/// All attacks that we know of.
pub const THREATS: &[Threat] = &[
    threat(
        ANY,
        "spells, packs or sends a call so that the guard takes it for another or for none: the id \
         encoded or in capitals, doubled slashes, versions, other methods, gzip, UTF-16, chunks, a \
         large picture, a query, a form",
        "the id in one form, the body read to its end; what cannot be read has no bound, what \
         names no model is not sent",
        "a_dear_call_is_refused_in_every_form",
    ),
    threat(
        ANY,
        "says one thing in the body and a cheaper one in the query, gives JSON the type of a form \
         with a form in it, or two types, puts a text before a form's parts, or gives a part two \
         names, or one that only some servers find",
        "where the ways to read it differ in cost, it has no bound. Of a part with two heads of \
         one kind the last is read, as most servers do",
        "a_query_beside_a_body_makes_no_call_cheaper",
    ),
    threat(
        ANY,
        "brings two keys, an empty one before another, or the id of one in capitals, to spend by \
         one and be counted by another",
        "one key goes on, once, and is the one that counts; ids that are UUIDs are the same in \
         capitals",
        "a_limit_holds_however_model_and_key_are_spelled",
    ),
    threat(
        ANY,
        "lets a proxy's error stand for fal's, while the call goes on and is charged",
        "only fal's own errors free a call",
        "an_error_of_a_proxy_frees_no_call",
    ),
    threat(
        ANY,
        "runs a model by `GET`, with a token in the query in place of a key",
        "judged, reserved and in the ledger as any call",
        "a_stream_opened_with_a_token_counts_as_a_call",
    ),
    threat(
        ANY,
        "adds a field that its model does not take, such as a length of its own making, lets a \
         text begin as a picture does, or makes one longer than is read of it",
        "no bound falls by it, for any tariff (a test of the rules tries all), and a text above \
         1 MiB has none. Without a tariff \
         only one way to say a length counts; who knows how a model is charged can still deceive \
         a price by its unit",
        "a_text_that_begins_as_a_picture_is_counted_whole",
    ),
    threat(
        ANY,
        "sends a short body that is long once it is unpacked, or a form of very many fields",
        "read by four at a time, apart from all other calls, and no further once the caller has \
         hung up; beyond 256 MiB or 1,000 fields it has no bound",
        "a_body_that_takes_long_to_read_keeps_nobody_waiting",
    ),
    threat(
        ANY,
        "hangs up on a call of unknown cost, or cancels it, so that the next may run beside it",
        "it stays open until its end is known or the person releases it",
        "a_call_of_unknown_cost_that_is_broken_off_holds_the_next_one_until_it_is_released",
    ),
    threat(
        ANY,
        "lets an error, a late cancel or another app's address free a call that runs",
        "only fal's own error under the request's app does, and a cancel that a status agrees with",
        "an_error_on_the_way_to_a_result_frees_no_job",
    ),
    threat(
        ANY,
        "fills the disk with large bodies",
        "256 MiB for one and 4 GiB for all at most, gone with their call; more is 503",
        "what_is_too_large_is_refused",
    ),
    threat(
        ANY,
        "uses the one call that a person lets past the guard",
        "it is the next call, whoever makes it, and the guard's list names it",
        "one_call_is_allowed_and_all_are_while_it_pauses",
    ),
    threat(
        "an app of others on fal.ai",
        "answers as fal does when it locks an account, with words of its own",
        "its words are not shown; the account counts as locked until a call passes or the person \
         says so",
        "an_app_of_others_puts_no_words_of_its_own_into_fals_mouth",
    ),
    threat(
        PAGE,
        "points a name of its own at this computer (DNS rebinding): foreign, \
         double or missing `Host`, tricks with dots, ports and numbers, \
         another address in the first line",
        "403; only loopback addresses and `localhost` are answered",
        "a_name_that_was_pointed_here_is_refused",
    ),
    threat(
        PAGE,
        "sends a form as `text/plain`, loads a picture, a script or a frame, \
         from an origin that is foreign, `null`, on another port, or missing",
        "403 without leave to read it. That something listens there can be found out",
        "a_page_that_nobody_allowed_is_refused",
    ),
    threat(
        PAGE,
        "opens an answer of the gateway as a page, a frame or a worker, which would be one of this \
         computer's own",
        "403; every answer is sandboxed and keeps its type, and sets no cookie",
        "no_answer_is_shown_as_a_page_of_this_computer",
    ),
    threat(
        NETWORK,
        "comes through a tunnel that was pointed at the gateway, with any `Host` and `Origin`",
        "403 by the headers that tunnels add; webhooks have a port of their own that answers \
         nothing else. A tunnel that adds none is not told from a program",
        "the_port_of_webhooks_opens_nothing_else_and_the_other_ports_take_nothing_of_a_tunnel",
    ),
    threat(
        NEIGHBOUR,
        "calls from the same address and port as another connection of the person's",
        "no run key: the whole connection must be of the person's account, in one line of the \
         kernel's table",
        "a_connection_that_shares_a_port_with_the_persons_gets_no_run_key",
    ),
    threat(
        NETWORK,
        "sends webhooks slowly, or many that are unsigned",
        "5 s for a message; a seat is for its verification alone; a failure to read fal's keys is \
         remembered. Where there is no seat the slowest makes room. Four large ones hold the room \
         for large ones, for 5 s at a time; fal's are short, or are sent again",
        "hundreds_of_slow_strangers_make_no_message_of_fals_wait",
    ),
    threat(
        PAGE,
        "asks for leave first (CORS, private network access)",
        "granted to allowed pages by name, never to `*`, never with cookies",
        "a_browsers_question_is_answered_for_allowed_pages_only",
    ),
    threat(
        PAGE,
        "uses the leave that fal gives to pages of its own hosts",
        "fal's `access-control-` headers do not reach a page",
        "what_fal_allows_pages_is_not_passed_on",
    ),
    threat(
        PAGE,
        "wants the run key, or its use",
        "used for allowed pages without a key of their own; \
         in no answer. An allowed page spends what the key can spend",
        "the_run_key_is_for_allowed_pages_and_in_no_answer",
    ),
    threat(
        PAGE,
        "calls an app of its own, or one that answers with the headers it got, to read the run key",
        "lent to models that fal.ai lists and to those named by `--lend-to`; an answer with the \
         key is 502, as is a packed one that is too long to be searched, and a stream breaks off \
         before it. An app can write the key in a way that is not searched for",
        "an_app_that_answers_with_the_lent_key_shows_it_to_no_page",
    ),
    threat(
        PAGE,
        "leaks cookies, its address or headers of one connection to fal",
        "they are not sent on",
        "what_is_between_a_page_and_this_computer_is_not_sent_to_fal",
    ),
    threat(
        PAGE,
        "opens a WebSocket, for which browsers do not ask first",
        "501 to those that may come in, 403 to others",
        "a_realtime_connection_is_refused_and_says_why",
    ),
    threat(
        PAGE,
        "all of it at once in a real browser",
        "nothing reaches fal, nothing is noted",
        "a_browser_sends_nothing_of_a_foreign_page",
    ),
    threat(
        NETWORK,
        "connects from another computer",
        "it listens on 127.0.0.1 only",
        "it_listens_to_this_computer_only",
    ),
    threat(
        NETWORK,
        "has calls sent elsewhere, or in clear: http, other hosts, look-alikes, ports, \
         passwords in addresses, ways out of a path",
        "400; only fal's own hosts are reached, over https",
        "it_reaches_fal_only_and_over_https_only",
    ),
    threat(
        NETWORK,
        "sends a call on by a redirect",
        "handed on to the caller, not followed",
        "a_redirect_of_fals_is_handed_on_and_not_followed",
    ),
    threat(
        NETWORK,
        "hides a request in another: two lengths, length and chunks, folded lines, NUL",
        "one request, or none",
        "a_request_is_one_request",
    ),
    threat(
        NETWORK,
        "hides an answer in another, or sends none that is one",
        "one answer, or 502; asked once",
        "an_answer_is_one_answer",
    ),
    threat(
        "an app of others on fal.ai",
        "repeats the address of its request in the logs of its status, for a caller with a long \
         `Host`, so that the answer grows to any length",
        "a port has five digits at most; the three addresses of an answer are turned to the \
         gateway, once each, and nothing else",
        "an_answer_that_repeats_its_own_address_is_not_rewritten_all_over",
    ),
    threat(
        NETWORK,
        "reads keys or prompts where they were kept",
        "in no file, log or complaint, whatever goes wrong",
        "keys_and_prompts_are_kept_nowhere",
    ),
    threat(
        NETWORK,
        "uses the authority's key against other names",
        "it is good for loopback only, makes no other authority, \
         and is in nobody's trust that was not pointed at it",
        "the_authority_is_good_for_this_computer_only",
    ),
    threat(
        ANY,
        "sends too many headers, too long a head, too large a body, said or not",
        "431, 414, 413; nothing is noted",
        "what_is_too_large_is_refused",
    ),
    threat(
        ANY,
        "sends a head, a handshake or a body slowly, or nothing",
        "closed in time, or 408; others are served meanwhile",
        "who_is_slow_is_not_waited_for",
    ),
    threat(
        ANY,
        "takes all connections",
        "others wait and are served; the gateway still stops in time. A caller that keeps calls \
         going can keep the connections",
        "more_callers_than_seats_wait_for_their_turn",
    ),
    threat(
        ANY,
        "reads slowly, so that answers pile up",
        "fal is read no faster than the caller reads",
        "a_caller_that_reads_slowly_makes_fal_wait_and_no_memory_grow",
    ),
    threat(
        ANY,
        "reads or sets the balance, or logs jobs, through the local API",
        "401 without the token, which is in a file of its owner's; a page also needs to be allowed",
        "nobody_is_answered_without_the_token",
    ),
    threat(
        NETWORK,
        "forges, changes, delays or repeats a message of fal's through a tunnel; \
         asks for anything else there",
        "401 without fal's signature of now, told again it does nothing; \
         every other path is closed to a tunnel's name",
        "what_fal_has_not_signed_or_not_now_is_not_taken",
    ),
    threat(
        NEIGHBOUR,
        "poses as an allowed page",
        "no run key on Linux, where the kernel says whose a connection is; \
         elsewhere nothing tells. With a key of their own their calls pass, \
         and are in this ledger, as are those that they break off",
        "another_user_gets_no_run_key",
    ),
    threat(
        NEIGHBOUR,
        "reads the authority's key, the journal, or where the gateway is, or holds its lock",
        "the folder and its files are closed to others, also where they were open",
        "folder_and_files_are_the_owners_alone",
    ),
    threat(
        NEIGHBOUR,
        "plants a link, a pipe or a file of their own in the folder while they can",
        "refused, or replaced; nothing is written, closed or emptied elsewhere, \
         and no planted authority is used",
        "what_was_planted_leads_nowhere",
    ),
    threat(
        NEIGHBOUR,
        "takes the port first",
        "it does not start, and says so. While none runs, a program that sends keys to the plain \
         port is not protected, nor is one that says `localhost` where that means [::1]: the \
         lines to copy say 127.0.0.1, and TLS protects",
        "there_is_one_gateway_for_a_database",
    ),
    threat(
        NEIGHBOUR,
        "reads the database, its log, a copy, an export or a log file",
        "the data folder and all in it is closed at every start, and what the program writes \
         elsewhere from the beginning. A program that had a file open before keeps it",
        "another_user_reads_no_file_of_the_data_folder",
    ),
    threat(
        NEIGHBOUR,
        "holds a lock of the database for ever, from when its files were open",
        "nothing waits for longer than seconds; the process is named",
        "who_holds_a_lock_is_named_and_not_waited_for",
    ),
    threat(
        NEIGHBOUR,
        "lays a link in the way of the tray's picture",
        "the picture is in a private folder, never in the one for temporary files",
        "the_tray_writes_nothing_where_others_can_lay_links",
    ),
    threat(
        NEIGHBOUR,
        "lays a link where a copy, an export or what is recovered is written",
        "the link is replaced, not followed; no other file is deleted",
        "copies_and_exports_are_written_nowhere_else",
    ),
    threat(
        FILE,
        "carries a trigger, a view, an index or another table, which would run",
        "a copy is put back, and a database recovered, only if its schema is what the migrations \
         make, to the letter; before that nothing of a file is computed",
        "a_copy_with_sql_of_its_own_is_refused",
    ),
    threat(
        FILE,
        "has a computed column in the table by which its version is read",
        "that table is compared first",
        "the_table_of_migrations_is_compared_before_it_is_read",
    ),
    threat(
        FILE,
        "says that records of calls to come are in the ledger already",
        "refused; nothing was touched",
        "a_copy_with_numbers_that_leave_no_room_is_refused",
    ),
    threat(
        FILE,
        "has sums that its jobs do not come to, so that the limits of a day and a month never \
         come, or that the next job is too much",
        "the sums of a copy are computed from its jobs before it is put back",
        "a_copy_says_by_its_jobs_alone_what_was_spent",
    ),
    threat(
        FILE,
        "is a pipe or a device without an end, or empty space of any length, where a copy is \
         expected",
        "refused before a lock is taken; a copy has 16 GB at most, and what a crash leaves of one \
         is removed at the next start",
        "what_has_no_end_is_not_put_back",
    ),
    threat(
        FILE,
        "is damaged so that its rows come again and again",
        "each is recovered once",
        "recovery_of_rows_that_come_again_ends",
    ),
    threat(
        FILE,
        "allows its author's page, starts the gateway, or switches the guard off",
        "gateway, pages and guard stay as they are, which is said; its permissions stay behind. \
         Its balance, jobs and own prices hold, as a copy is put back for them",
        "a_copy_opens_nothing_and_switches_nothing_off",
    ),
    threat(
        FILE,
        "has escape sequences, or marks that turn the direction of writing, in names, notes, units",
        "what cannot be seen is left out or replaced where a text becomes part of a sentence, and \
         again where it reaches a terminal",
        "no_text_of_others_commands_the_terminal",
    ),
    threat(
        PAGE,
        "takes the window's place by a link or a script",
        "the window shows its own page only",
        "the_window_goes_to_no_other_page",
    ),
    threat(
        "another program of the user",
        "takes the program's name on the session's bus, so that it ends without a window",
        "the start says which process that is, and goes on; a name of a program that is like this \
         one's deceives it. A program of the same user can do worse",
        "a_start_says_who_has_taken_the_programs_name_and_goes_on",
    ),
];
