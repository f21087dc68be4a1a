//! A decision table as a DMN 1.3 file.

use std::fmt::Write as _;

use quick_xml::escape::escape;

use super::super::{Column, Grid};

const NAMESPACE: &str = "https://www.omg.org/spec/DMN/20191111/MODEL/";
/// The namespace of what we write: a name, not an address.
const OWN_NAMESPACE: &str = "urn:weft:rulebook";
const ABOUT: &str = "类别写一级即包括其下各级；未知的要素只满足“-”。 / A first-level category stands for all below it; \
                     what is not known passes nothing but “-”.";

/// The file. All ids are counted, since keys need not be names in the sense of XML.
#[must_use]
pub fn write(grid: &Grid) -> String {
    let key = text(&grid.key);
    let mut xml = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <definitions xmlns=\"{NAMESPACE}\" id=\"definitions\" name=\"{key}\" namespace=\"{OWN_NAMESPACE}\" exporter=\"weft\">\n"
    );
    for (number, input) in grid.inputs.iter().enumerate() {
        put(&mut xml, format_args!("  <inputData id=\"data_{number}\" name=\"{}\">\n", text(&input.name)));
        let (name, type_ref) = (text(&input.name), type_ref(input));
        put(
            &mut xml,
            format_args!("    <variable id=\"data_{number}_variable\" name=\"{name}\"{type_ref}/>\n  </inputData>\n"),
        );
    }
    put(
        &mut xml,
        format_args!("  <decision id=\"decision\" name=\"{key}\">\n    <description>{}</description>\n", text(ABOUT)),
    );
    put(&mut xml, format_args!("    <variable id=\"decision_variable\" name=\"{key}\"/>\n"));
    for number in 0..grid.inputs.len() {
        put(
            &mut xml,
            format_args!(
                "    <informationRequirement id=\"needs_{number}\"><requiredInput href=\"#data_{number}\"/></informationRequirement>\n"
            ),
        );
    }
    put(&mut xml, format_args!("    <decisionTable id=\"table\" hitPolicy=\"{}\">\n", text(&grid.hit)));
    clauses(&mut xml, grid);
    for (number, line) in grid.lines.iter().enumerate() {
        put(&mut xml, format_args!("      <rule id=\"rule_{number}\">\n"));
        for (name, id, cells) in [("inputEntry", "in", &line.inputs), ("outputEntry", "out", &line.outputs)] {
            for (column, cell) in cells.iter().enumerate() {
                let cell = text(cell);
                put(
                    &mut xml,
                    format_args!("        <{name} id=\"{id}_{number}_{column}\"><text>{cell}</text></{name}>\n"),
                );
            }
        }
        for note in &line.notes {
            put(&mut xml, format_args!("        <annotationEntry><text>{}</text></annotationEntry>\n", text(note)));
        }
        xml.push_str("      </rule>\n");
    }
    xml.push_str("    </decisionTable>\n  </decision>\n</definitions>\n");
    xml
}

fn clauses(xml: &mut String, grid: &Grid) {
    for (number, input) in grid.inputs.iter().enumerate() {
        let (label, name, type_ref) = (text(&input.label), text(&input.name), type_ref(input));
        put(xml, format_args!("      <input id=\"input_{number}\" label=\"{label}\">\n"));
        put(
            xml,
            format_args!(
                "        <inputExpression id=\"expression_{number}\"{type_ref}><text>{name}</text></inputExpression>\n"
            ),
        );
        if let Some(values) = &input.values {
            let values = text(values);
            put(xml, format_args!("        <inputValues id=\"values_{number}\"><text>{values}</text></inputValues>\n"));
        }
        xml.push_str("      </input>\n");
    }
    for (number, output) in grid.outputs.iter().enumerate() {
        let (label, name, type_ref) = (text(&output.label), text(&output.name), type_ref(output));
        put(xml, format_args!("      <output id=\"output_{number}\" label=\"{label}\" name=\"{name}\"{type_ref}/>\n"));
    }
    for note in &grid.notes {
        put(xml, format_args!("      <annotation name=\"{}\"/>\n", text(note)));
    }
}

fn type_ref(column: &Column) -> String {
    column.type_ref.as_ref().map(|name| format!(" typeRef=\"{}\"", text(name))).unwrap_or_default()
}

fn put(xml: &mut String, part: std::fmt::Arguments<'_>) {
    // Writing into a string does not fail.
    let _ = xml.write_fmt(part);
}

/// A text for an element or an attribute. Line ends are kept by their numbers, and characters that XML does not have are left out.
fn text(text: &str) -> String {
    let is_there = |letter: &char| !letter.is_control() || matches!(letter, '\n' | '\r' | '\t');
    let clean: String =
        text.chars().filter(is_there).filter(|letter| !matches!(letter, '\u{fffe}' | '\u{ffff}')).collect();
    escape(clean.as_str()).replace('\n', "&#10;").replace('\r', "&#13;").replace('\t', "&#9;")
}
