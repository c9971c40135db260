//! Bytes come in any pieces, lines come out whole.

use super::lines::{LONGEST_LINE, LineBuffer, LineTooLong};

const TEXT: &[u8] = "grün €\r\n\n  \n{\"a\":\"😀\"}\n\r\nlast".as_bytes();

fn feed(buffer: &mut LineBuffer, piece: &[u8]) -> Result<Vec<Vec<u8>>, LineTooLong> {
    let mut found = Vec::new();
    buffer.end().extend_from_slice(piece);
    buffer.drain(|lines| found.extend(lines.map(<[u8]>::to_vec)))?;
    Ok(found)
}

fn fed(pieces: &[&[u8]], longest: usize) -> Result<Vec<Vec<u8>>, LineTooLong> {
    let mut buffer = LineBuffer::new(longest);
    let mut found = Vec::new();
    for piece in pieces {
        found.extend(feed(&mut buffer, piece)?);
    }
    Ok(found)
}

#[test]
fn every_split_in_two_and_in_three() {
    let lines = vec!["grün €\r".as_bytes().to_vec(), "{\"a\":\"😀\"}".as_bytes().to_vec()];
    for first in 0..=TEXT.len() {
        for second in first..=TEXT.len() {
            let pieces = [&TEXT[..first], &TEXT[first..second], &TEXT[second..]];
            assert_eq!(fed(&pieces, LONGEST_LINE).unwrap(), lines);
        }
    }
    let bytes: Vec<&[u8]> = TEXT.chunks(1).collect();
    assert_eq!(fed(&bytes, LONGEST_LINE).unwrap(), lines);
}

#[test]
fn what_has_no_end_yet_waits() {
    let mut buffer = LineBuffer::new(LONGEST_LINE);
    assert_eq!(feed(&mut buffer, TEXT).unwrap().len(), 2);
    assert!(feed(&mut buffer, b" line").unwrap().is_empty());
    assert_eq!(feed(&mut buffer, b"\n").unwrap(), [b"last line"]);
}

#[test]
fn the_longest_line_is_accepted_and_a_longer_one_is_not() {
    let accepted: [&[&[u8]]; 2] = [&[b"xxxxxxxx", b"\n"], &[b"xxxxxxxx\n"]];
    for pieces in accepted {
        assert_eq!(fed(pieces, 8).unwrap(), [b"xxxxxxxx"]);
    }
    let refused: [&[&[u8]]; 3] = [&[b"xxxxxxxxx"], &[b"xxxxxxxxx\n"], &[b"\nxxxx", b"xxxxx"]];
    for pieces in refused {
        assert!(fed(pieces, 8).unwrap_err().to_string().contains("8 bytes"));
    }
    assert_eq!(fed(&[b"xxxxx\nyyyyy", b"yyy\nzzzz", b"zzzz\n"], 8).unwrap().len(), 3);
}

#[test]
fn a_long_line_in_many_pieces_is_searched_once() {
    // searching 16 MB again with each piece would take minutes
    let piece = [b'x'; 1024];
    let mut pieces: Vec<&[u8]> = vec![&piece; 16_384];
    pieces.push(b"\n");
    assert_eq!(fed(&pieces, LONGEST_LINE).unwrap()[0].len(), 1024 * 16_384);
}
