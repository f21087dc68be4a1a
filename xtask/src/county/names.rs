//! Short Chinese names and English ones. Villages are in pinyin; what the dictionary reads wrongly in a place name is listed.

use anyhow::{Context, Result};
use pinyin::ToPinyin;

/// Readings that differ in names of places and families.
const READINGS: [(char, &str); 6] =
    [('解', "xie"), ('朝', "chao"), ('厂', "chang"), ('叁', "san"), ('尾', "wei"), ('行', "xing")];
/// What follows the name in the full form: the committee, not the place.
const COMMITTEES: [&str; 2] = ["居民委员会", "居委会"];

/// 南门社区居民委员会 → 南门社区; 朱村村委会 → 朱村; 马堂村委会 → 马堂村.
pub fn short(full: &str) -> String {
    if let Some(name) = full.strip_suffix("村民委员会").or_else(|| full.strip_suffix("村委会")) {
        return if name.ends_with('村') { name.to_owned() } else { format!("{name}村") };
    }
    let name = COMMITTEES.iter().find_map(|committee| full.strip_suffix(committee));
    name.unwrap_or(full).to_owned()
}

/// 南门社区 → Nanmen Community; 马堂村 → Matang Village.
pub fn english(short: &str) -> Result<String> {
    let (name, kind) = match (short.strip_suffix("社区"), short.strip_suffix('村')) {
        (Some(name), _) => (name, "Community"),
        (None, Some(name)) => (name, "Village"),
        (None, None) => (short, "Village"),
    };
    Ok(format!("{} {kind}", latin(name)?))
}

/// The name alone in pinyin, with a capital: 南门 → Nanmen.
pub fn latin(name: &str) -> Result<String> {
    let mut latin = String::new();
    for sign in name.chars() {
        let reading = READINGS.iter().find(|(known, _)| *known == sign).map(|(_, reading)| *reading);
        let reading = reading.or_else(|| sign.to_pinyin().map(pinyin::Pinyin::plain));
        let reading = reading.with_context(|| format!("no reading of {sign} in {name}"))?;
        // A syllable that begins with a vowel is set off from the one before it.
        if !latin.is_empty() && reading.starts_with(['a', 'e', 'o']) {
            latin.push('\'');
        }
        latin.push_str(reading);
    }
    let mut signs = latin.chars();
    Ok(signs.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(signs).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn committees_are_dropped_and_places_kept() {
        let names = [
            ("南门社区居民委员会", "南门社区", "Nanmen Community"),
            ("西门社区居委会", "西门社区", "Ximen Community"),
            ("朱村村委会", "朱村", "Zhu Village"),
            ("马堂村委会", "马堂村", "Matang Village"),
            ("莲花湖村民委员会", "莲花湖村", "Lianhuahu Village"),
            ("解家庄村委会", "解家庄村", "Xiejiazhuang Village"),
            ("丽景村", "丽景村", "Lijing Village"),
            ("西安村", "西安村", "Xi'an Village"),
        ];
        for (full, name, name_en) in names {
            assert_eq!(short(full), name);
            assert_eq!(english(name).unwrap(), name_en);
        }
    }
}
