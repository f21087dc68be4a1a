//! The sentences people read.

use super::*;
use crate::rules::Why;
use crate::text::Language;

fn explain(category: &str, facts: &Facts, unit: &str) -> [String; 2] {
    let (book, org) = (book(), org());
    let decision = book.route(&matter(category, facts, unit), &org).unwrap();
    [Language::Zh, Language::En].map(|language| decision.text(language, &book, &org))
}

#[test]
fn it_says_why_who_until_when_and_how_days_were_counted() {
    let [zh, en] = explain("noise.neighbour", &Facts::new(), "网格");
    assert_eq!(
        zh,
        "因为事项属于“噪声扰民·邻居噪声”，一般噪声由网格员劝导（规则手册第 1 版规则 R-056），由网格的网格员王一零一负责，\
         按“一般事项”升级路径第 1 级（共 4 级）办理，9月30日15:30前受理，10月11日17:30前办结；受理时限为4个工作小时；\
         办结时限为3个工作日（国庆节、中秋节10月1日至8日放假不计，10月11日（周六）调休上班计入）。"
    );
    assert_eq!(
        en,
        "Because the matter is “Noise · Noisy neighbours”: the grid member talks to those who make it (rule R-056 of \
         rulebook version 1), the grid member 王一零一 of 网格 answers, by step 1 of 4 of the ladder “Ordinary”, \
         to be accepted by 15:30 on 30 Sep and resolved by 17:30 on 11 Oct. The time to accept is 4 working hours, the \
         time to resolve is 3 working days (National Day and Mid-Autumn Festival (1–8 Oct) does not count; Saturday 11 \
         Oct is worked and counts)."
    );
}

#[test]
fn it_names_the_answers_the_stand_in_and_the_departments() {
    let [zh, _] = explain("animals.dog", &facts([("injured", FactValue::Boolean(true))]), "网格");
    assert!(
        zh.starts_with("因为“有人受伤”为是，有人受伤时先救人（规则手册第 1 版规则 R-012），由镇的受理员镇一负责，"),
        "{zh}"
    );
    assert!(zh.ends_with("办结时限为2小时。同时由police、health联合处置。"), "{zh}");
    let [zh, en] = explain("noise.neighbour", &Facts::new(), "空网格");
    assert!(zh.contains("空网格的网格员岗位暂时空缺，由社区的受理员社一代为负责"), "{zh}");
    assert!(en.contains("stands in for the post of grid member that is empty at 空网格"), "{en}");
}

#[test]
fn a_post_that_is_not_publicly_posted_is_not_named() {
    let mut units = units();
    let community = units.iter_mut().find(|unit| unit.id == id("社区")).unwrap();
    *community = unit("社区", Some("镇"), Tier::Community, &[(Post::Liaison, "不公开")]);
    let (book, org) = (book(), Directory::new(units));
    let none = Facts::new();
    let decision = book.route(&matter("other.question", &none, "网格"), &org).unwrap();
    assert_eq!(decision.charge.holder.name, "不公开");
    let text = decision.text(Language::Zh, &book, &org);
    assert!(text.contains("由社区的联络员代为负责") && !text.contains("不公开"), "{text}");
}

#[test]
fn a_name_that_begins_with_the_post_does_not_say_it_twice() {
    let mut units = units();
    let grid = units.iter_mut().find(|unit| unit.id == id("网格")).unwrap();
    grid.appointments[0].name = "网格员·王一零三".into();
    let (book, org) = (book(), Directory::new(units));
    let none = Facts::new();
    let decision = book.route(&matter("noise.neighbour", &none, "网格"), &org).unwrap();
    let text = decision.text(Language::Zh, &book, &org);
    assert!(text.contains("由网格的网格员·王一零三负责"), "{text}");
}

#[test]
fn a_deadline_in_another_year_says_the_year() {
    let (book, org) = (book(), org());
    let none = Facts::new();
    let late = Matter { at: at("2025-12-31 10:00"), ..matter("noise.neighbour", &none, "网格") };
    let text = book.route(&late, &org).unwrap().text(Language::Zh, &book, &org);
    assert!(text.contains("12月31日15:30前受理，2026年1月6日17:30前办结"), "{text}");
}

#[test]
fn an_older_rulebooks_reasons_can_still_be_read() {
    let (book, org) = (book(), org());
    let none = Facts::new();
    let decision = book.route(&matter("noise.neighbour", &none, "网格"), &org).unwrap();
    let text = decision.text(Language::Zh, &Rulebook::default(), &org);
    assert!(text.starts_with("因为事项属于“noise.neighbour”，"), "{text}");
}

#[test]
fn a_service_without_department_is_said() {
    let units = units().into_iter().filter(|unit| unit.service.as_deref() != Some("ecology"));
    let (book, org) = (book(), Directory::new(units));
    let night = facts([("at_night", FactValue::Boolean(true))]);
    let why = book.route(&matter("noise.construction", &night, "网格"), &org).unwrap().why;
    assert_eq!(why.absent_text(Language::Zh, &book).as_deref(), Some("本县尚未登记生态环境部门。"));
}

#[test]
fn numbers_days_and_texts_are_named_as_they_were_answered() {
    let book = book();
    let said = |value: FactValue| {
        [Language::Zh, Language::En].map(|language| crate::rules::why::ground("new", &value, &book, language))
    };
    let decimal = FactValue::Decimal { decimal: "0.80".parse().unwrap() };
    assert_eq!(said(decimal), ["“new”为0.8", "“new” is 0.8"]);
    let date = FactValue::Date { date: "2026-05-01".parse().unwrap() };
    assert_eq!(said(date), ["“new”为2026年5月1日", "“new” is 1 May 2026"]);
    assert_eq!(said(FactValue::Text { text: "东街".into() }), ["“new”为东街", "“new” is 东街"]);
}

#[test]
fn a_page_says_it_line_by_line_and_who_stands_in_only_where_somebody_does() {
    let (book, org) = (book(), org());
    let none = Facts::new();
    let lines = |unit| {
        let decision = book.route(&matter("noise.neighbour", &none, unit), &org).unwrap();
        decision.why.lines(Language::Zh, &decision.charge, &book, &org)
    };
    let held = lines("网格");
    assert_eq!(held.len(), 4);
    assert_eq!(held[0], "事项属于“噪声扰民·邻居噪声”，一般噪声由网格员劝导。");
    assert_eq!(held[1], "规则手册第 1 版规则 R-056。");
    assert_eq!(lines("空网格")[2], "空网格的网格员岗位暂时空缺，由社区的受理员社一代为负责。");
}

#[test]
fn what_went_up_or_stood_still_says_that_the_time_was_the_first_one() {
    let (book, org) = (book(), org());
    let none = Facts::new();
    let decision = book.route(&matter("noise.neighbour", &none, "网格"), &org).unwrap();
    let up = book.charge(&decision.charge.ladder, 1, id("网格"), at("2025-10-12 10:00"), &org).unwrap();
    let lines = decision.why.lines(Language::Zh, &up, &book, &org);
    assert!(lines[2].contains("第 2 级") && lines[3].starts_with("最初的受理时限"), "{lines:?}");
    let en = decision.why.text(Language::En, &up, &book, &org);
    assert!(en.contains("At first the time to accept was 4 working hours"), "{en}");
}

#[test]
fn an_explanation_recorded_before_more_was_kept_reads_as_what_it_says() {
    let (book, org) = (book(), org());
    let none = Facts::new();
    let decision = book.route(&matter("noise.neighbour", &none, "空网格"), &org).unwrap();
    let mut recorded = serde_json::to_value(&decision.why).unwrap();
    ["accept", "empty"].iter().for_each(|later| _ = recorded.as_object_mut().unwrap().remove(*later));
    let old: Why = serde_json::from_value(recorded).unwrap();
    let lines = old.lines(Language::Zh, &decision.charge, &book, &org);
    assert_eq!(lines[2], "空网格的岗位暂时空缺，由社区的受理员社一代为负责。");
    assert!(lines[4].starts_with("办结时限为3个工作日（"), "{lines:?}");
}

#[test]
fn a_case_without_a_place_is_explained_as_if_every_post_were_held() {
    let (book, org) = (book(), org());
    let none = Facts::new();
    let matter = matter("noise.neighbour", &none, "网格");
    let decision = book.route(&matter, &org).unwrap();
    let foreseen = book.foresee(&Rulebook::case_of(&matter, &org).unwrap(), matter.at).unwrap();
    assert_eq!(foreseen.why, decision.why);
    assert_eq!(foreseen.resolve_by, decision.charge.resolve_by);
    assert_eq!(foreseen.lines(Language::En, &book), decision.why.lines(Language::En, &decision.charge, &book, &org));
}
