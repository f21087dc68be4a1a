//! Whether a picture carries anything beside the picture.
//!
//! Devices draw each photo anew before they send it, which drops where and with what it was taken. The server does not take their word:
//! only the segments that a fresh drawing needs are let through, all others are refused, so that a new kind of metadata is refused too.
//! Safari writes a few harmless Exif tags into every drawing; those are allowed.

use exif::{In, Reader, Tag};

/// Most bytes of an Exif block, which holds only harmless tags.
pub const EXIF_BYTES_MAX: usize = 1_024;

const EXIF_ALLOWED: &[Tag] = &[
    Tag::ImageWidth,
    Tag::ImageLength,
    Tag::Orientation,
    Tag::XResolution,
    Tag::YResolution,
    Tag::ResolutionUnit,
    Tag::YCbCrPositioning,
    Tag::ExifVersion,
    Tag::ComponentsConfiguration,
    Tag::FlashpixVersion,
    Tag::ColorSpace,
    Tag::PixelXDimension,
    Tag::PixelYDimension,
    Tag::SceneCaptureType,
];
const PNG_ALLOWED: &[&[u8; 4]] = &[
    b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"sBIT", b"pHYs", b"bKGD", b"iDOT",
];
const WEBP_ALLOWED: &[&[u8; 4]] = &[b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ICCP"];
/// What Apple's encoder writes: a Photoshop block whose IPTC record is empty, with the MD5 of nothing.
const IPTC_EMPTY: &[u8] = b"Photoshop 3.0\08BIM\x04\x04\0\0\0\0\0\08BIM\x04\x25\0\0\0\0\0\x10\xd4\x1d\x8c\xd9\x8f\0\xb2\x04\xe9\x80\x09\x98\xec\xf8\x42\x7e";

/// The parts of a picture file are not in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Disorder;

/// Whether a JPEG is only a picture. [`Disorder`] when its segments cannot be followed to its very end.
pub fn jpeg_is_bare(bytes: &[u8]) -> Result<bool, Disorder> {
    let mut at = 2;
    loop {
        if *bytes.get(at).ok_or(Disorder)? != 0xff {
            return Err(Disorder);
        }
        let marker = *bytes.get(at + 1).ok_or(Disorder)?;
        match marker {
            // A fill byte.
            0xff => at += 1,
            // The end of the picture must be the end of the file: telephones append films there.
            0xd9 => return Ok(at + 2 == bytes.len()),
            0x01 | 0xd0..=0xd7 => at += 2,
            _ => {
                let body = segment(bytes, at + 2)?;
                if !jpeg_segment_is_bare(marker, body) {
                    return Ok(false);
                }
                at += 4 + body.len();
                if marker == 0xda {
                    at += scan_length(&bytes[at..]);
                }
            }
        }
    }
}

fn segment(bytes: &[u8], at: usize) -> Result<&[u8], Disorder> {
    let length = bytes.get(at..at + 2).ok_or(Disorder)?;
    let length = usize::from(u16::from_be_bytes([length[0], length[1]]));
    bytes.get(at + 2..at + length.max(2)).filter(|_| length >= 2).ok_or(Disorder)
}

fn jpeg_segment_is_bare(marker: u8, body: &[u8]) -> bool {
    match marker {
        0xe0 => body.starts_with(b"JFIF\0"),
        0xe1 => body.strip_prefix(b"Exif\0\0").is_some_and(exif_is_harmless),
        0xe2 => body.starts_with(b"ICC_PROFILE\0"),
        0xed => body == IPTC_EMPTY,
        0xee => body.starts_with(b"Adobe") && body.len() == 12,
        // Other application data, and comments.
        0xe3..=0xef | 0xfe => false,
        _ => true,
    }
}

/// How many bytes of entropy-coded data follow: up to the next marker that is neither stuffing nor a restart.
fn scan_length(bytes: &[u8]) -> usize {
    bytes.windows(2).position(|pair| pair[0] == 0xff && !matches!(pair[1], 0x00 | 0xd0..=0xd7)).unwrap_or(bytes.len())
}

/// Whether a PNG is only one picture.
pub fn png_is_bare(bytes: &[u8]) -> Result<bool, Disorder> {
    let mut rest = bytes.get(8..).ok_or(Disorder)?;
    loop {
        let head = rest.first_chunk::<8>().ok_or(Disorder)?;
        let length = u32::from_be_bytes([head[0], head[1], head[2], head[3]]) as usize;
        let name = &head[4..8];
        if !PNG_ALLOWED.iter().any(|allowed| *allowed == name) {
            return Ok(false);
        }
        let end = length.checked_add(12).ok_or(Disorder)?;
        rest = rest.get(end..).ok_or(Disorder)?;
        if name == b"IEND" {
            return Ok(rest.is_empty());
        }
    }
}

/// Whether a WebP is only one picture.
pub fn webp_is_bare(bytes: &[u8]) -> Result<bool, Disorder> {
    let size = bytes.get(4..8).and_then(|size| size.try_into().ok()).map(u32::from_le_bytes).ok_or(Disorder)?;
    let mut rest = bytes.get(12..).ok_or(Disorder)?;
    if size as usize + 8 != bytes.len() {
        return Ok(false);
    }
    while !rest.is_empty() {
        let head = rest.first_chunk::<8>().ok_or(Disorder)?;
        let length = u32::from_le_bytes([head[4], head[5], head[6], head[7]]) as usize;
        let body = rest.get(8..).and_then(|rest| rest.get(..length)).ok_or(Disorder)?;
        let name = &head[..4];
        let is_bare = match name {
            b"EXIF" => exif_is_harmless(body.strip_prefix(b"Exif\0\0").unwrap_or(body)),
            _ => WEBP_ALLOWED.iter().any(|allowed| *allowed == name),
        };
        if !is_bare {
            return Ok(false);
        }
        rest = rest.get(8 + length + length % 2..).unwrap_or_default();
    }
    Ok(true)
}

fn exif_is_harmless(block: &[u8]) -> bool {
    if block.len() > EXIF_BYTES_MAX {
        return false;
    }
    let Ok(read) = Reader::new().read_raw(block.to_vec()) else {
        return false;
    };
    read.fields().all(|field| field.ifd_num == In::PRIMARY && EXIF_ALLOWED.contains(&field.tag))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A minimal run of JPEG segments around one piece of application data.
    fn jpeg_with(marker: u8, body: &[u8]) -> Vec<u8> {
        let mut bytes = vec![0xff, 0xd8, 0xff, marker];
        bytes.extend(u16::try_from(body.len() + 2).unwrap().to_be_bytes());
        bytes.extend(body);
        bytes.extend([0xff, 0xda, 0, 2, 0x12, 0xff, 0x00, 0x34, 0xff, 0xd9]);
        bytes
    }

    /// An Exif block with one short tag.
    fn exif(tag: u16) -> Vec<u8> {
        let mut block = b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x01".to_vec();
        block.extend(tag.to_be_bytes());
        block.extend([0, 3, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0]);
        block
    }

    #[test]
    fn a_drawing_with_its_own_segments_is_bare() {
        assert_eq!(jpeg_is_bare(&jpeg_with(0xe0, b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0")), Ok(true));
        assert_eq!(jpeg_is_bare(&jpeg_with(0xe1, &exif(0x0112))), Ok(true), "orientation");
        assert_eq!(jpeg_is_bare(&jpeg_with(0xed, IPTC_EMPTY)), Ok(true), "empty IPTC");
    }

    #[test]
    fn what_tells_of_a_person_or_place_is_noticed() {
        assert_eq!(jpeg_is_bare(&jpeg_with(0xe1, &exif(0x8825))), Ok(false), "pointer to GPS");
        assert_eq!(jpeg_is_bare(&jpeg_with(0xe1, &exif(0x010f))), Ok(false), "maker");
        assert_eq!(jpeg_is_bare(&jpeg_with(0xe1, b"http://ns.adobe.com/xap/1.0/\0<x/>")), Ok(false), "XMP");
        assert_eq!(jpeg_is_bare(&jpeg_with(0xe2, b"MPF\0")), Ok(false), "a second picture");
        assert_eq!(jpeg_is_bare(&jpeg_with(0xfe, b"a comment")), Ok(false));
    }

    #[test]
    fn what_follows_the_picture_is_noticed() {
        let mut film = jpeg_with(0xe0, b"JFIF\0");
        film.extend(b"....ftypmp42");
        assert_eq!(jpeg_is_bare(&film), Ok(false));
    }

    #[test]
    fn a_cut_file_is_out_of_order_and_never_a_crash() {
        let whole = jpeg_with(0xe1, &exif(0x0112));
        for length in 2..whole.len() {
            assert_eq!(jpeg_is_bare(&whole[..length]), Err(Disorder), "{length}");
        }
        for length in 0..20 {
            assert!(png_is_bare(&vec![0; length]).is_err() || length >= 16);
            assert!(webp_is_bare(&vec![0; length]).is_err() || length >= 12);
        }
    }
}
