//! All cases that a table can be asked, cut into cells within which no rule tells two cases apart.
//!
//! An axis is what a column looks at; its cells are single values, stretches of numbers or days, all texts that no rule names, or that the
//! fact is not known. The
//! category is always the first axis, since it says which facts must be known. Every cell knows the rules that pass it, and every rule
//! the cells it passes, so that a question about cases becomes one about small sets.

mod axis;

use crate::org::CompoundKind;
use crate::rules::eval::compound_key;
use crate::rules::index::{CATEGORY, COMPOUND, MODE, category_passes};
use crate::rules::{Case, Category, DecisionTable, FactValue, Key, Mode, PROPOSAL_TABLE, Rule, Rulebook, Test};
use crate::text::Text;

use crate::rules::bits::Bits;
pub(super) use axis::{Axis, Cell, CellSet};

/// Most columns of a table that rules test, beside the category.
pub(super) const AXES_MAX: usize = 64;
/// Most words of 64 bits that the cells of a table may take: 32 MiB.
pub(super) const CELL_WORDS_MAX: usize = 4 << 20;

/// What stands for the category of a proposal, which has none. All its facts but the kind of compound are always known.
static PROPOSAL: Category = Category {
    key: Key::new(),
    parent: None,
    title: Text { zh: String::new(), en: String::new() },
    hint: Text { zh: String::new(), en: String::new() },
    questions: Vec::new(),
};

/// One cell of each axis.
pub(super) type Point = Vec<usize>;

/// The cases of a table.
pub(super) struct Space<'a> {
    pub(super) book: &'a Rulebook,
    pub(super) table: &'a DecisionTable,
    /// The category, then the columns that some rule tests, those that most rules test first.
    pub(super) axes: Vec<Axis>,
    /// The categories, as the cells of the first axis.
    categories: Vec<&'a Category>,
    /// For each category: on which axes the fact is always known, because its question must be answered.
    needs: Vec<Vec<bool>>,
    /// The bound of sets of rules: the rules of the table and then suggested ones.
    pub(super) bound: usize,
}

impl<'a> Space<'a> {
    /// The cases of a table, with room for suggested rules; none when it is too big to look at.
    pub(super) fn new(book: &'a Rulebook, table: &'a DecisionTable, suggestions: usize) -> Option<Self> {
        let bound = table.rules.len() + suggestions;
        let categories: Vec<&Category> = if table.key == PROPOSAL_TABLE {
            vec![&PROPOSAL]
        } else {
            let answerable = |category: &&Category| book.is_choosable(category) && can_be_answered(book, category);
            book.categories.iter().filter(answerable).collect()
        };
        let mut axes = vec![category_axis(table, &categories, bound)];
        let mut columns: Vec<(usize, usize)> =
            (0..table.columns.len()).map(|column| (testing(table, column), column)).collect();
        columns.retain(|(testing, column)| *testing > 0 && table.columns[*column] != CATEGORY);
        columns.sort_by_key(|(testing, column)| (std::cmp::Reverse(*testing), *column));
        if columns.len() > AXES_MAX {
            return None;
        }
        for (_, column) in columns {
            axes.push(column_axis(book, table, column, bound));
            if axes.iter().map(|axis| axis.words(bound)).sum::<usize>() > CELL_WORDS_MAX {
                return None;
            }
        }
        axes.iter_mut().for_each(|axis| axis.index(table.rules.len(), bound));
        let is_of_motion = table.key == PROPOSAL_TABLE;
        let is_needed = |category: &&Category, axis: &Axis| {
            axis.unknown && if is_of_motion { axis.name != COMPOUND } else { is_asked(category, axis) }
        };
        let needs = categories.iter().map(|category| axes.iter().map(|axis| is_needed(category, axis)).collect());
        Some(Self { book, table, needs: needs.collect(), axes, categories, bound })
    }

    /// The rules of the table.
    pub(super) fn rules(&self) -> &'a [Rule] {
        &self.table.rules
    }

    /// The cells of an axis that a rule passes.
    pub(super) fn cells_of(&self, axis: usize, rule: usize) -> &CellSet {
        self.axes[axis].of_rule(rule)
    }

    /// What a rule matches, axis by axis.
    pub(super) fn region(&self, rule: usize) -> Vec<&CellSet> {
        self.axes.iter().map(|axis| axis.of_rule(rule)).collect()
    }

    /// Whether a category says that the fact of an axis is always known.
    pub(super) fn needs(&self, category: usize) -> &[bool] {
        &self.needs[category]
    }

    /// Whether all these categories say so.
    pub(super) fn is_always_known(&self, axis: usize, categories: &Bits) -> bool {
        categories.iter().all(|category| self.needs[category][axis])
    }

    /// Whether no case at all matches the rule.
    pub(super) fn is_void(&self, rule: usize) -> bool {
        self.axes.iter().any(|axis| axis.of_rule(rule).cells.is_empty())
    }

    /// The rules that match some case which this one matches too. Itself among them, unless it is void.
    pub(super) fn overlapping(&self, rule: usize) -> Bits {
        let mut found = Bits::below(self.rules().len(), self.bound);
        self.axes.iter().for_each(|axis| found.keep(&axis.of_rule(rule).touching));
        found
    }

    /// The rules that match every case which this one matches.
    pub(super) fn containing(&self, rule: usize) -> Bits {
        let categories = &self.cells_of(0, rule).cells;
        let mut found = Bits::below(self.rules().len(), self.bound);
        for (position, axis) in self.axes.iter().enumerate() {
            found.keep(axis.of_rule(rule).within(self.is_always_known(position, categories)));
        }
        found
    }

    /// The simplest case that both rules match. Where both pass that a fact is not known, they pass any value of it.
    pub(super) fn meeting(&self, one: usize, two: usize) -> Option<Point> {
        let cells: Vec<Bits> =
            self.axes.iter().map(|axis| axis.of_rule(one).cells.and(&axis.of_rule(two).cells)).collect();
        cells.iter().map(|cells| cells.iter().next()).collect()
    }

    /// The case that a point stands for. What no rule looks at is left out, unless it must be answered.
    pub(super) fn case(&self, point: &Point) -> Case {
        let category = self.categories[point[0]];
        let mut case = Case { category: category.key.clone(), mode: Mode::default(), compound: None, facts: [].into() };
        for (axis, cell) in self.axes.iter().zip(point).skip(1) {
            let Some(value) = &axis.cells[*cell].value else {
                continue;
            };
            match (axis.name.as_str(), value) {
                (MODE, FactValue::Choice(key)) => {
                    case.mode = Mode::ALL.into_iter().find(|mode| mode.key() == key).unwrap_or_default()
                }
                (COMPOUND, FactValue::Choice(key)) => {
                    case.compound = CompoundKind::ALL.into_iter().find(|kind| compound_key(*kind) == key);
                }
                (fact, value) => _ = case.facts.insert(fact.to_owned(), value.clone()),
            }
        }
        for question in category.questions.iter().filter(|question| question.required) {
            if let (None, Some(fact)) = (case.facts.get(&question.fact), self.book.fact(&question.fact)) {
                case.facts.extend(fact.sample_values().into_iter().next().map(|value| (question.fact.clone(), value)));
            }
        }
        case
    }

    /// The category of a cell of the first axis.
    pub(super) fn category(&self, cell: usize) -> &'a Category {
        self.categories[cell]
    }

    /// Takes in a suggested rule that passes these cells.
    pub(super) fn suggest(&mut self, rule: usize, cells: &[Bits]) {
        for (axis, cells) in self.axes.iter_mut().zip(cells) {
            cells.iter().for_each(|cell| axis.cells[cell].rules.insert(rule));
        }
    }
}

/// How many rules test a column.
fn testing(table: &DecisionTable, column: usize) -> usize {
    table.rules.iter().filter(|rule| rule.when.get(column).is_some_and(|test| *test != Test::Any)).count()
}

/// Whether every question that must be answered can be.
fn can_be_answered(book: &Rulebook, category: &Category) -> bool {
    let mut needed = category.questions.iter().filter(|question| question.required);
    needed.all(|question| book.fact(&question.fact).is_some_and(|fact| !fact.kind.is_empty()))
}

/// Whether the category's own questions say that the fact is always known.
fn is_asked(category: &Category, axis: &Axis) -> bool {
    category.questions.iter().any(|question| question.required && question.fact == axis.name)
}

fn category_axis(table: &DecisionTable, categories: &[&Category], bound: usize) -> Axis {
    let column = table.columns.iter().position(|column| column == CATEGORY);
    let mut cells: Vec<Cell> = categories.iter().map(|category| Cell::key(&category.key, bound)).collect();
    for (position, rule) in table.rules.iter().enumerate() {
        let test = if rule.when.len() == table.columns.len() {
            column.map_or(Some(&Test::Any), |column| rule.when.get(column))
        } else {
            None
        };
        for (cell, category) in cells.iter_mut().zip(categories) {
            if test.is_some_and(|test| category_passes(test, &category.key, category.parent.as_deref())) {
                cell.rules.insert(position);
            }
        }
    }
    Axis::new(CATEGORY, column, cells, false)
}

fn column_axis(book: &Rulebook, table: &DecisionTable, column: usize, bound: usize) -> Axis {
    let name = table.columns[column].as_str();
    let key = |key: &str| Cell::key(key, bound);
    let (cells, unknown) = match name {
        MODE => (Mode::ALL.iter().map(|mode| key(mode.key())).collect(), false),
        COMPOUND => (CompoundKind::ALL.iter().map(|kind| key(compound_key(*kind))).collect(), true),
        fact => {
            let tests = table.rules.iter().filter_map(|rule| rule.when.get(column));
            (book.fact(fact).map(|fact| axis::cells_of_fact(&fact.kind, tests, bound)).unwrap_or_default(), true)
        }
    };
    let cells = if unknown { [Cell::unknown(bound)].into_iter().chain(cells).collect() } else { cells };
    let mut axis = Axis::new(name, Some(column), cells, unknown);
    let rules = table.rules.iter().enumerate().filter(|(_, rule)| rule.when.len() == table.columns.len());
    rules.for_each(|(position, rule)| axis.pass(position, &rule.when[column]));
    axis
}
