//! Parameters of a header such as `multipart/form-data; boundary=x`
//! (<https://www.rfc-editor.org/rfc/rfc9110#section-5.6.6>), as all that read them agree on.

/// Reads the parameters after a header's first word, their names in small letters. `None` where
/// readers differ: one that comes twice, in parts or in another encoding (RFC 2231), and escapes.
pub(super) fn parameters(header: &str) -> Option<Vec<(String, &str)>> {
    let (_, mut rest) = header.split_once(';').unwrap_or((header, ""));
    let mut found: Vec<(String, &str)> = Vec::new();
    if header.contains('\\') {
        return None;
    }
    while !rest.trim().is_empty() {
        let end = rest.find([';', '=']).unwrap_or(rest.len());
        let (name, after) = rest.split_at(end);
        let (value, after) = match after.strip_prefix('=') {
            None => ("", after),
            Some(value) => match value.trim_start().strip_prefix('"') {
                Some(quoted) => quoted.split_once('"')?,
                None => value.split_at(value.find(';').unwrap_or(value.len())),
            },
        };
        let name = name.trim().to_ascii_lowercase();
        // Nothing stands between a value and the next parameter.
        let after = after.trim_start();
        rest = after.strip_prefix(';').unwrap_or(after);
        if rest.len() == after.len() && !after.is_empty() || value.contains('"') {
            return None;
        }
        if name.is_empty() && value.is_empty() {
            continue;
        }
        // `filename*` is a second writing of a name that is here only read as a file's.
        let is_extended = name.contains('*') && name != "filename*";
        if is_extended || found.iter().any(|(other, _)| *other == name) {
            return None;
        }
        found.push((name, value.trim()));
    }
    Some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_read_where_all_read_the_same() {
        let of = |pairs: &[(&str, &'static str)]| {
            let pair = |(name, value): &(&str, &'static str)| ((*name).to_owned(), *value);
            Some(pairs.iter().map(pair).collect::<Vec<_>>())
        };
        for (header, expected) in [
            ("text/plain", of(&[])),
            ("text/plain;", of(&[])),
            ("a/b; Charset = UTF-8 ;", of(&[("charset", "UTF-8")])),
            ("a/b;x=\"y;z=1\";w", of(&[("x", "y;z=1"), ("w", "")])),
            (
                "form-data; name=\"a\"; filename=\"ü.png\"; filename*=utf-8''%C3%BC.png",
                of(&[
                    ("name", "a"),
                    ("filename", "ü.png"),
                    ("filename*", "utf-8''%C3%BC.png"),
                ]),
            ),
            ("a/b; boundary=a; boundary=b", None),
            ("form-data; name=\"a\"; NAME=\"b\"", None),
            ("form-data; name*=utf-8''a", None),
            ("form-data; name*0=\"a\"; name*1=\"b\"", None),
            ("form-data; name=\"a\\\"; name=\"b\"", None),
            ("form-data; name=\"a\" x=\"b\"", None),
            ("form-data; name=a\"b", None),
            ("form-data; name=\"a", None),
        ] {
            assert_eq!(parameters(header), expected, "{header}");
        }
    }
}
