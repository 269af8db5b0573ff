"""The sentences themselves: error codes, reasons of access rules, problems of fields."""

from django.utils.translation import gettext_lazy as _

ERRORS = {
    "error": _("This could not be done. Try again; if it happens again, report it."),
    "not_found": _("There is nothing at this address, or it is not open to you. Search for it instead."),
    "illegal_transition": _(
        "This is no longer possible: it stands at “%(source)s” and cannot go to “%(target)s”. Load the"
        " page again."
    ),
    "conflict": _("Someone changed this before you. Load it again, check, and repeat your change."),
    "unavailable": _("This part of the platform is not available at this moment. Try again in a minute."),
    "invalid_input": _("Some of the input cannot be taken."),
    "unknown_option": _("“%(value)s” is not known for %(option)s. Choose one of: %(choices)s."),
    "invalid_identifier": _(
        "“%(value)s” is not a valid %(scheme)s identifier. Check each digit, or paste the whole address."
    ),
    "index_absent": _("Matching has no index yet. The operator builds one with: %(remedy)s."),
    "index_outdated": _(
        "The index was made by another version. The operator makes it anew with: %(remedy)s."
    ),
    "index_corrupt": _("The index is damaged. The operator makes it anew with: %(remedy)s. No data is lost."),
    "index_busy": _("The index is being written by another process. Try again in a minute."),
    "index_write_failed": _(
        "The index could not be written: %(reason)s. Check the disk, then rebuild the index."
    ),
    "document_invalid": _("%(id)s cannot be indexed: %(field)s (%(reason)s). Correct it at its source."),
    "glossary_unreadable": _("Line %(line)s of the glossary cannot be read: %(reason)s. Correct the line."),
    "file_refused": _("The file %(path)s cannot be imported."),
    "file_absent": _("There is no file %(path)s. Check the name and the folder."),
    "file_format_unknown": _("%(path)s is of no known format. Save it as one of: %(choices)s."),
    "file_empty": _("%(path)s is empty."),
    "file_encoding_wrong": _("%(path)s cannot be read as %(asked)s. Save it again as UTF-8."),
    "file_encoding_other": _(
        "%(path)s is not UTF-8; it looks like %(looks_like)s. "
        "Save it as “CSV UTF-8”, or name the encoding on import."
    ),
    "columns_unknown": _("%(path)s has columns of unknown names: %(columns)s. Known fields: %(choices)s."),
    "columns_repeated": _("%(path)s has the same column twice: %(columns)s. Remove one of each."),
    "columns_missing": _("%(path)s lacks the column %(columns)s. Add it, with a value in every row."),
    "request_refused": _("The request cannot be carried out as it is. Check its address, method and size."),
    "unknown_unit": _(
        "The unit “%(unit)s” is not known. Write it as usual in the field, such as kWh/kg or °C."
    ),
    "disk_full": _(
        "The disk of %(directory)s is full. Make room and run the same command again; it goes on there."
    ),
    "lake_busy": _("Another process is loading publications. Wait until it has finished."),
    "lake_drift": _(
        "%(path)s has other columns than this version reads: %(columns)s. Load its source again; the atlas"
        " serves its last tables."
    ),
    "lake_spark_absent": _(
        "Publications are to be counted by Spark at %(address)s, but its client is not installed. Run:"
        " %(remedy)s."
    ),
    "lake_spark_gone": _(
        "The Spark server at %(address)s cannot be reached. Start it and run the same command again; the last"
        " tables serve until then."
    ),
    "atlas_absent": _("The atlas has not been computed yet. The operator does it with: %(remedy)s."),
    "atlas_broken": _(
        "The tables of the atlas are damaged (%(name)s: %(reason)s). The operator computes them anew with:"
        " %(remedy)s. No data is lost."
    ),
    "atlas_busy": _("Another process is computing the atlas. Wait until it has finished."),
    "not_a_network": _("These pairs make no network (%(reason)s). Report it, with the address of the page."),
    "atlas_science_absent": _(
        "No figures for all of science were loaded. The operator does it with: %(remedy)s."
    ),
    "atlas_not_found": _("No work in this selection is by %(unit)s. Check it, or widen years and subject."),
    "report_printer_absent": _(
        "A PDF cannot be made here (%(reason)s). The operator installs it with: %(remedy)s. As HTML it can be"
        " written and printed without that."
    ),
    "lake_broken": _("The store of publications is damaged (%(reason)s). Load its source again."),
    "encoder_not_installed": _(
        "The meaning of texts is read by the extra “dense”, of which %(package)s is not installed. Run:"
        " %(remedy)s."
    ),
    "model_absent": _(
        "There is no encoder “%(model)s”. Check SCIBRIDGE_ENCODER: a name, or a folder that holds a model."
    ),
    "model_altered": _(
        "%(path)s is not the file that was examined: its SHA-256 is %(found)s instead of %(expected)s. Do not"
        " use it; install the locked package again: %(remedy)s."
    ),
    "model_unreadable": _("The encoder in %(path)s cannot be read (%(reason)s). Install or name another."),
    "learned_table_unreadable": _("%(path)s is no table of learned terms. Learn the terms anew."),
    "impossible_size": _("There is no demonstration world of size %(size)s. Choose 1 to %(most)s."),
    "source_absent": _("There is nothing at %(path)s. Check the path."),
    "source_unreadable": _("%(path)s cannot be read (%(reason)s). Download it again."),
    "ror_schema_v1": _("%(path)s follows version 1 of the ROR schema, which is retired. Take the v2 file."),
    "service_failed": _("%(service)s did not answer as expected (%(reason)s). Try again later."),
    "file_unfit": _("This file cannot be taken (%(reason)s)."),
    "loading_interrupted": _(
        "Loading was ended from outside, often for want of memory. What was finished is kept: run it again."
    ),
}

REASONS = {
    "sign_in_first": _("Sign in first."),
    "administrators_only": _("Only administrators of the platform may do this."),
    "moderators_only": _("Only moderators may do this."),
    "representatives_only": _("Only representatives of the organisation may do this. Ask one of them."),
    "members_only": _("Only members of the organisation may do this. Ask a representative to invite you."),
    "owners_only": _("Only the account that created this may do it."),
    "owners_and_representatives_only": _(
        "Only its owner, or a representative of the organisation it stands for, may do this."
    ),
    "not_your_own": _("You cannot moderate what you wrote yourself. Another moderator has to decide."),
    "not_your_own_request": _("Your own request is for somebody else to answer."),
    "invited_at_another_address": _(
        "This invitation went to an address that your account has not confirmed. Sign in with the account"
        " that has, or add the address to yours."
    ),
    "not_your_own_invitation": _("You sent this invitation yourself. Somebody else has to answer it."),
    "invite_once_published": _("Readers are invited once it is published. Until then nobody else reads it."),
    "represents_already": _("You represent this organisation already."),
    "own_record_only": _(
        "Only the person this record is about may do this. If it is you, claim the record first."
    ),
    "claimed": _("The person has claimed this record and now looks after it."),
    "merged": _("This record was merged into another one. Make the change there."),
    "mail_not_verified": _("Confirm your e-mail address first; the link is in the mail we sent you."),
    "mail_not_at_organisation": _(
        "None of your confirmed e-mail addresses belongs to an organisation of this record. "
        "Add such an address."
    ),
    "orcid_not_connected": _("Connect your ORCID iD to your account first."),
    "orcid_differs": _("This record carries another ORCID iD than the one you signed in with."),
    "not_known": _("There is nothing here that you may see."),
    "tier": _("This file is for readers who signed in, or whom its owner cleared after an NDA."),
    "waits": _("No moderator has looked at this file yet."),
    "too_many_claims": _("You claimed %(most)s records in one day. Try again tomorrow."),
    "too_many_messages": _("You sent %(most)s messages in a short time. Wait before you send more."),
}

PROBLEMS = {
    "required": _("This is needed."),
    "reason_required": _("Say why: a restriction stands only with its reason."),
    "evidence_required": _("Say what level %(level)s rests on: a test report, a pilot, a user."),
    "baseline_required": _(
        "Say what this is compared with, as a figure or in words; or tick that nothing comparable exists."
    ),
    "compared_after_all": _("There is a comparison beside it. Untick this, or remove the comparison."),
    "too_large": _("This is more than can be kept: %(size)s bytes, at most %(most)s. Shorten it."),
    "unknown_field": _("There is no such field. Known fields: %(choices)s."),
    "unknown_code": _("“%(value)s” is not one of the choices: %(choices)s."),
    "unknown_language": _("“%(value)s” is not a language of the platform. Use one of: %(choices)s."),
    "unknown_country": _("“%(value)s” is not a country code. Use two letters, such as CN or DE."),
    "unknown_currency": _("“%(value)s” is not a currency in use. Use three letters, such as EUR or CNY."),
    "unknown_unit": _(
        "The unit “%(value)s” is not known. Write it as usual in the field, such as kWh/kg or °C."
    ),
    "not_a_country": _("“%(value)s” is not a country code. Use two letters, such as CN or DE."),
    "not_a_date": _("“%(value)s” is not a date. Write it as year-month-day, such as 2026-09-30."),
    "not_a_domain": _("This is not a domain name. Write it like example.org."),
    "not_a_language": _("This is not a language code. Write it like en or zh-Hans."),
    "not_a_list": _("A list is expected here."),
    "not_a_mail_address": _("This is not an e-mail address. Write it like name@example.org."),
    "not_a_mapping": _("An object with named parts is expected here."),
    "not_a_name": _("A name with its language is expected here."),
    "not_a_number": _(
        "This is not a number. Write it without thousands separators, with a point for decimals."
    ),
    "not_a_topic": _("“%(value)s” is not a topic. Use an OpenAlex topic id, such as T10018."),
    "not_an_address": _("This is not a web address. It begins with http:// or https://."),
    "not_an_identifier": _("An identifier with its scheme is expected here."),
    "not_confidential": _("“%(value)s” cannot be held back. Fields that can: %(choices)s."),
    "not_keywords": _("Keywords are given for each language as a list."),
    "no_term": _("“%(value)s” holds no word that could be looked for. Write a term."),
    "no_chinese": _("“%(value)s” has no Chinese characters. Write the Chinese term here."),
    "pair_exists": _("%(chinese)s ↔ %(english)s is in the glossary already. Change that entry."),
    "not_text": _("Text is expected here."),
    "not_whole": _("“%(value)s” is not a whole number."),
    "not_yes_or_no": _("Answer yes or no; “%(value)s” is neither."),
    "not_above": _("This must be more than %(low)s."),
    "below_low": _("This must not be less than %(low)s."),
    "only_for_between": _("A second figure is for “between” only. Remove it, or choose “between”."),
    "out_of_range": _("This must lie between %(low)s and %(high)s."),
    "too_long": _("This is too long: %(length)s characters, at most %(most)s."),
    "too_many": _("Too many: at most %(most)s. Remove some."),
    "too_many_places": _("At most %(most)s decimal places."),
    "control_characters": _(
        "This holds characters that cannot be seen or that turn the text around. Type it anew."
    ),
    "invalid_characters": _("This holds broken characters. Type it anew."),
    "invalid_identifier": _("“%(value)s” is not a valid %(scheme)s identifier. Check each digit."),
    "public_domain": _(
        "“%(value)s” is open to everyone and proves no employer. Use the organisation's own domain."
    ),
    "duplicate": _("This is there already."),
    "contradiction": _("The same is both admitted and excluded: %(countries)s."),
    "in_the_past": _("This date has passed. Choose a later one."),
    "prohibited": _(
        "What may not be exported cannot be put forward to everyone. Withdraw it or assess it anew."
    ),
    "shares_exceed": _("The shares add up to %(total)s %%. Together they may not exceed 100 %%."),
    "taken": _("“%(value)s” is used by another of your entries. Choose another, or change that entry."),
    "unknown_reference": _("There is no “%(value)s” in the registry. Look its id up there."),
    "inactive": _("This account is closed."),
    "broken_json": _("This line is not JSON: %(error)s. Correct it; every entry takes one line."),
    "broken_csv": _("This row is not CSV: %(error)s. Check its quotation marks."),
    "too_many_cells": _(
        "This row has %(found)s cells, the header has %(expected)s. Put text with commas in quotes."
    ),
    "duplicate_row": _("“%(value)s” is in line %(line)s of this file already. Keep one of the two."),
    "closed_for_editing": _("It stands at “%(state)s” and cannot be changed now. Take it back first."),
    "changed_meanwhile": _("Someone changed it in the meantime. Load it again and repeat your change."),
    "held_back": _("Held back because another row of the file was refused."),
    "invalid_cursor": _("This is not a cursor of ours. Take it from “next” in the answer before."),
    "idempotency_key": _("An idempotency key has 1 to 200 visible ASCII characters."),
    "one_of_these": _("Give exactly one of: %(choices)s."),
    "unknown_parameter": _("There is no such parameter. Known ones: %(choices)s."),
    "not_a_public_id": _("This is not an id of the platform. Copy it from the address of a page."),
    "too_many_today": _("You added %(most)s records today. Go on tomorrow."),
    "too_many_open": _("You have %(most)s suggestions that wait for an answer. Wait until some are decided."),
    "too_many_requests": _("%(most)s of your requests wait for an answer. Wait until one is decided."),
    "own_address": _("This is your own address. Write that of the person you invite."),
    "invited_just_now": _("An invitation went to this address within the last hour. Wait before the next."),
    "invited_often": _(
        "%(most)s invitations went to this address within %(days)s days. Speak to the person first."
    ),
    "declined_lately": _(
        "The person declined within the last %(days)s days. Speak to them before you invite them again."
    ),
    "too_many_invitations": _("You sent %(most)s invitations within a day. Go on tomorrow."),
    "not_kept": _("This field is not kept against its source. Kept ones: %(choices)s."),
    "verified_stays": _("An identifier its owner signed in with stays. Release the record first."),
    "file_empty": _("This file is empty. Choose another."),
    "file_too_large": _("This file is larger than %(most)s MB. Make it smaller, or split it."),
    "file_kind_not_taken": _(
        "Files of this kind are not taken. Save it as PDF, PNG, JPEG, WebP, CSV, plain text, docx, xlsx or"
        " odt."
    ),
    "file_damaged": _("This file is damaged or not complete. Save it again and choose it anew."),
    "file_two_in_one": _(
        "This file holds more than one thing: something follows its end or comes before its beginning."
        " Save it anew from the program that made it."
    ),
    "file_markup": _(
        "This file is a web page or a drawing with scripts, which is not taken. Save it as PDF."
    ),
    "file_not_utf8": _("This text is not UTF-8. Save it again as UTF-8."),
    "file_encrypted": _("This file is locked with a password. Save it without one."),
    "file_macros": _("This document holds macros or other programs. Save it without them."),
    "file_unpacks_too_large": _("This document unpacks to too much. Make it smaller, or save it as PDF."),
    "too_many_files": _("There are %(most)s files already. Remove one first."),
    "before_start": _("The end cannot come before the beginning, %(from_year)s."),
}

# What happened in particular, for errors whose data carry a reason: (code, reason) → sentence.
DETAILS = {
    ("conflict", "changed_meanwhile"): _(
        "Someone changed this after you opened it. Load it again, compare, and repeat your change."
    ),
    ("conflict", "being_moderated"): _(
        "%(name)s has taken this entry and is deciding on it. It is free again once it is decided or half an "
        "hour has passed."
    ),
    ("conflict", "idempotency_key_reused"): _(
        "This idempotency key was used before, with other content. Use a new key for a new request."
    ),
    ("conflict", "closed_for_editing"): _(
        "It cannot be edited in its present state. Make it a draft again first."
    ),
    ("conflict", "files_fixed"): _(
        "Files cannot be changed at this moment: it is being judged or no longer open. Take it back first."
    ),
    ("conflict", "not_expired"): _("It is not about to end, so there is nothing to renew yet."),
    ("conflict", "longest_life"): _(
        "It has been open for three years. Renew it once it has expired; it is then published anew."
    ),
    ("conflict", "same_record"): _("A record cannot be merged into itself. Choose another one."),
    ("conflict", "merged_already"): _("This record was merged before. Load the page again."),
    ("conflict", "both_claimed"): _("Both records are claimed. One of the two has to be released first."),
    ("conflict", "already_yours"): _("This record is yours already."),
    ("conflict", "claimed_by_another"): _(
        "Somebody else has claimed this record. If that is wrong, suggest a correction."
    ),
    ("conflict", "one_person_per_account"): _(
        "Your account has a record already. Release that one first, or ask a moderator to merge the two."
    ),
    ("conflict", "address_in_use"): _("There is an account with this e-mail address already."),
    ("conflict", "account_closed"): _("This account is closed, so it cannot be given a role."),
    ("conflict", "invitation_over"): _(
        "This invitation cannot be answered any more: it was answered, taken back or replaced by a newer one,"
        " or its time is over. Ask whoever invited you for another."
    ),
    ("conflict", "last_administrator"): _("The last administrator stays. Appoint another one first."),
    ("unavailable", "no_contact"): _(
        "Nobody has left an address for this record, so a message would reach no one."
    ),
}
