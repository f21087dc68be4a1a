//! The sentences people read.

use super::*;
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
        "因为事项属于“噪声扰民·邻居噪声”，一般噪声由网格员劝导（规则 R-056），由网格的网格员王一零一负责，\
         9月30日15:30前受理，10月11日17:30前办结；办结时限按3个工作日计，国庆节、中秋节10月1日至8日放假不计，\
         10月11日（周六）调休上班计入。"
    );
    assert_eq!(
        en,
        "Because the matter is “Noise · Noisy neighbours”: the grid member talks to those who make it (rule R-056), \
         the grid member 王一零一 of 网格 answers, to be accepted by 15:30 on 30 Sep and resolved by 17:30 on 11 Oct. \
         The time to resolve is 3 working days; National Day and Mid-Autumn Festival (1–8 Oct) does not count; \
         Saturday 11 Oct is worked and counts."
    );
}

#[test]
fn it_names_the_answers_the_stand_in_and_the_departments() {
    let [zh, _] = explain("animals.dog", &facts([("injured", FactValue::Boolean(true))]), "网格");
    assert!(zh.starts_with("因为“有人受伤”为是，有人受伤时先救人（规则 R-012），由镇的受理员镇一负责，"), "{zh}");
    assert!(zh.ends_with("；办结时限按2小时计。同时由police、health联合处置。"), "{zh}");
    let [zh, en] = explain("noise.neighbour", &Facts::new(), "空网格");
    assert!(zh.contains("空网格的岗位暂时空缺，由社区的受理员社一代为负责"), "{zh}");
    assert!(en.contains("stands in for a post that is empty at 空网格"), "{en}");
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
