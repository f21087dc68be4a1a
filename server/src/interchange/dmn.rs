//! Decision tables of DMN files (OMG, Decision Model and Notation, 1.2 and later), and as such.

mod write;

use std::collections::BTreeMap;

use roxmltree::{Document, Node};

use super::{Column, FILE_BYTES_MAX, Fault, Grid, Line, Place, What, hit};

pub use write::write;

/// What the namespaces of all versions begin with.
const NAMESPACES: [&str; 2] = ["https://www.omg.org/spec/DMN/", "http://www.omg.org/spec/DMN/"];
/// The prefix of the last part of the first versions' namespaces, which had the same elements.
const NAMESPACE_END: &str = "MODEL/";

/// Every decision table of a file.
///
/// # Errors
/// When it is no DMN file.
pub fn read(bytes: &[u8]) -> Result<Vec<Grid>, Vec<Fault>> {
    let unreadable = |why: String| vec![Fault { place: Place::default(), what: What::Unreadable(why) }];
    if bytes.len() > FILE_BYTES_MAX {
        return Err(vec![Fault { place: Place::default(), what: What::TooBig { of: "bytes", max: FILE_BYTES_MAX } }]);
    }
    let text = std::str::from_utf8(bytes).map_err(|error| unreadable(error.to_string()))?;
    // Entities and document types are refused by default.
    let document =
        Document::parse(text.trim_start_matches('\u{feff}')).map_err(|error| unreadable(error.to_string()))?;
    let root = document.root_element();
    let namespace = root.tag_name().namespace().unwrap_or_default();
    let is_dmn = NAMESPACES.iter().any(|known| namespace.starts_with(known)) && namespace.contains(NAMESPACE_END);
    if root.tag_name().name() != "definitions" || !is_dmn {
        return Err(unreadable(format!("<{}> {namespace}", root.tag_name().name())));
    }
    let types = types(root);
    let decisions = children(root, "decision");
    let grids = decisions.filter_map(|decision| {
        let table = children(decision, "decisionTable").next()?;
        Some(grid(decision, table, &types))
    });
    let grids: Vec<Grid> = grids.collect();
    if grids.is_empty() {
        return Err(vec![Fault { place: Place::default(), what: What::NoTable }]);
    }
    Ok(grids)
}

/// The one table of several that is wanted, or the only one.
///
/// # Errors
/// When it is not there, or not said which.
pub fn chosen(mut grids: Vec<Grid>, wanted: Option<&str>) -> Result<Grid, Vec<Fault>> {
    let position = wanted.and_then(|wanted| grids.iter().position(|grid| grid.key == wanted));
    match (position, grids.len()) {
        (Some(position), _) => Ok(grids.swap_remove(position)),
        (None, 1) => Ok(grids.remove(0)),
        _ => {
            let names = grids.into_iter().map(|grid| grid.key).collect();
            Err(vec![Fault { place: Place::default(), what: What::Several(names) }])
        }
    }
}

/// What a file's own types stand for: their base and the values that they allow.
type Types = BTreeMap<String, (String, Option<String>)>;

fn types(root: Node<'_, '_>) -> Types {
    let item = |item: Node<'_, '_>| {
        let name = item.attribute("name")?.to_owned();
        let base = said(children(item, "typeRef").next()?);
        Some((name, (base, children(item, "allowedValues").next().map(text_in))))
    };
    children(root, "itemDefinition").filter_map(item).collect()
}

fn grid(decision: Node<'_, '_>, table: Node<'_, '_>, types: &Types) -> Grid {
    let name = ["name", "id"].into_iter().find_map(|name| decision.attribute(name)).unwrap_or_default();
    let inputs = children(table, "input").map(|input| input_column(input, types));
    let outputs = children(table, "output").map(|output| output_column(output, decision, types));
    let annotation = |note: Node<'_, '_>| note.attribute("name").unwrap_or_default().to_owned();
    let lines = children(table, "rule").enumerate().map(|(position, rule)| {
        let cells = |name| children(rule, name).map(text_in).collect::<Vec<String>>();
        Line {
            number: position + 1,
            id: rule.attribute("id").map_or_else(|| format!("rule-{}", position + 1), str::to_owned),
            inputs: cells("inputEntry"),
            outputs: cells("outputEntry"),
            notes: cells("annotationEntry"),
        }
    });
    Grid {
        key: name.to_owned(),
        is_sheet: false,
        hit: hit::named(table.attribute("hitPolicy").unwrap_or_default()).to_owned(),
        aggregation: table.attribute("aggregation").map(|sum| format!("COLLECT {sum}")),
        inputs: inputs.collect(),
        outputs: outputs.collect(),
        notes: children(table, "annotation").map(annotation).collect(),
        lines: lines.collect(),
    }
}

fn input_column(input: Node<'_, '_>, types: &Types) -> Column {
    let expression = children(input, "inputExpression").next();
    let name = expression.map(text_in).unwrap_or_default();
    let type_ref = expression.and_then(|expression| expression.attribute("typeRef"));
    let values = children(input, "inputValues").next().map(text_in);
    let label = input.attribute("label").unwrap_or_default().to_owned();
    typed(Column { name, label, type_ref: type_ref.map(str::to_owned), values }, types)
}

fn output_column(output: Node<'_, '_>, decision: Node<'_, '_>, types: &Types) -> Column {
    let name = output.attribute("name").or_else(|| decision.attribute("name")).unwrap_or_default().to_owned();
    let label = output.attribute("label").unwrap_or_default().to_owned();
    let type_ref = output.attribute("typeRef").map(str::to_owned);
    let values = children(output, "outputValues").next().map(text_in);
    typed(Column { name, label, type_ref, values }, types)
}

/// The column with what its type, if that is one of the file's own, stands for.
fn typed(mut column: Column, types: &Types) -> Column {
    if let Some((base, values)) = column.type_ref.as_ref().and_then(|name| types.get(name)) {
        column.type_ref = Some(base.clone());
        column.values = column.values.or_else(|| values.clone());
    }
    column
}

/// The child elements of a name, whatever the prefix.
fn children<'a, 'input>(node: Node<'a, 'input>, name: &'static str) -> impl Iterator<Item = Node<'a, 'input>> {
    node.children().filter(move |child| child.is_element() && child.tag_name().name() == name)
}

/// What stands in the element `text` of this one.
fn text_in(node: Node<'_, '_>) -> String {
    children(node, "text").next().map(said).unwrap_or_default()
}

fn said(node: Node<'_, '_>) -> String {
    let parts: String = node.children().filter_map(|child| child.text()).collect();
    parts.trim().to_owned()
}
