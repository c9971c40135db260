//! The compiler's own instances of the pin, as the generated crate judges them. Python's test gives the same instances to
//! an independent validator as well, so what agrees here agrees with the schema.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use model_tests::instances::{Instance, pinned};
use model_tests::{Examined, kinds, of, same};

/// Where this crate judges otherwise than the Python package: what the case is, what is told of it, and why.
const DIFFERENT: [(&str, &str, &str); 1] = [(
    "a variant that is not listed",
    "unknown_variant",
    "every union has its catch-alls here, those that only a client builds too: who reads a recording, or answers for a \
     newer server, sees a newcomer as one",
)];

static INSTANCES: LazyLock<Vec<Instance>> = LazyLock::new(pinned);

fn having<'a>(verdicts: &'a [&str]) -> impl Iterator<Item = (&'static Instance, Examined)> + 'a {
    let wanted = INSTANCES.iter().filter(|instance| verdicts.contains(&instance.verdict.as_str()));
    wanted.map(|instance| {
        let examine = of(&instance.name).unwrap_or_else(|| panic!("there is no type {}", instance.name));
        (instance, examine(&instance.value))
    })
}

/// What is wrong with an instance, if something is.
fn judged(verdicts: &[&str], fault: impl Fn(&Instance, &Examined) -> Option<String>) -> usize {
    let mut count = 0;
    let mut faults = Vec::new();
    for (instance, examined) in having(verdicts) {
        count += 1;
        let more = (!examined.agrees).then(|| "the two readers disagree".to_owned());
        faults.extend(fault(instance, &examined).or(more).map(|fault| format!("{instance}\n    {fault}")));
    }
    let shown: Vec<_> = faults.iter().take(25).map(String::as_str).collect();
    assert!(faults.is_empty(), "{} of {count} instances:\n  {}", faults.len(), shown.join("\n  "));
    count
}

/// What was written is not what was read.
fn changed(instance: &Instance, examined: &Examined) -> Option<String> {
    match &examined.written {
        Ok(written) if same(written, &instance.value) => None,
        Ok(written) => Some(format!("comes back as {written}")),
        Err(error) => Some(error.to_string()),
    }
}

#[test]
fn valid_ones_are_read_without_a_word_and_come_back() {
    let count = judged(&["valid"], |instance, examined| {
        if !examined.events.is_empty() {
            return Some(format!("{:?}", examined.events));
        }
        if !examined.is_fast {
            return Some("the fast reader does not read it".to_owned());
        }
        changed(instance, examined)
    });
    assert!(count > 2000, "{count}");
}

#[test]
fn invalid_ones_are_malformed() {
    let count = judged(&["invalid", "format"], |instance, examined| {
        if let Some((_, told, _)) = DIFFERENT.iter().find(|(why, ..)| *why == instance.why)
            && kinds(&examined.events) == BTreeSet::from([*told])
        {
            return changed(instance, examined);
        }
        if examined.is_accepted() {
            return Some(format!("it is accepted: {examined:?}"));
        }
        examined.is_fast.then(|| "the fast reader reads it".to_owned())
    });
    assert!(count > 2000, "{count}");
}

#[test]
fn open_ones_are_kept_told_of_and_come_back() {
    let kept = std::cell::RefCell::new(BTreeMap::new());
    judged(&["open"], |instance, examined| {
        if examined.events.is_empty() {
            return Some("nothing is told".to_owned());
        }
        if examined.is_fast {
            return Some("the fast reader reads it".to_owned());
        }
        for kind in kinds(&examined.events) {
            *kept.borrow_mut().entry(kind).or_insert(0) += 1;
        }
        changed(instance, examined)
    });
    let kept = kept.into_inner();
    assert!(
        ["unknown_value", "unknown_variant", "unknown_member"].iter().all(|kind| kept[kind] > 10),
        "{kept:?}"
    );
}

#[test]
fn older_ones_are_read_told_of_and_come_back() {
    let count = judged(&["older"], |instance, examined| {
        if kinds(&examined.events) != BTreeSet::from(["absent_member"]) {
            return Some(format!("{:?}", examined.events));
        }
        changed(instance, examined)
    });
    assert!(count >= 7, "{count}");
}

#[test]
fn every_difference_is_one() {
    for (why, told, reason) in DIFFERENT {
        let mut cases = having(&["invalid"]).filter(|(instance, _)| instance.why == why);
        assert!(
            cases.any(|(_, examined)| kinds(&examined.events) == BTreeSet::from([told])),
            "{why}: {reason}"
        );
    }
}

#[test]
fn every_verdict_is_judged() {
    let verdicts: BTreeSet<&str> = INSTANCES.iter().map(|instance| instance.verdict.as_str()).collect();
    assert_eq!(verdicts, BTreeSet::from(["invalid", "older", "open", "valid"]));
    assert!(INSTANCES.len() > 5000, "{}", INSTANCES.len());
}
