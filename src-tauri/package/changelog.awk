# CHANGELOG.md as Debian's changelog: "## 0.1.0, …" begins a version, "- " an entry of it.
function entry(  words, count, i, line) {
  count = split(text, words, " ")
  line = "  *"
  for (i = 1; i <= count; i++) {
    if (length(line) + length(words[i]) > 78) { print line; line = "   " }
    line = line " " words[i]
  }
  if (count) print line
  text = ""
}
function end() { entry(); if (version) print "\n -- fal Budget contributors <>  " date "\n" }
/^## / { end(); version = $2; sub(/,$/, "", version); print package " (" version ") unstable; urgency=medium\n"; next }
/^- / { entry(); text = substr($0, 3); next }
version { text = text " " $0 }
END { end() }
