//! `check`: the project in, every difference between it and its packages on the disk out.

use super::Answer;
use super::args::{Args, Format};
use super::output::style;
use super::project::Project;
use crate::diag::{Code, Diagnostic, Outcome, Report, Severity, all, render};
use crate::parallel::each;
use crate::{Policy, compile, package};

pub(super) fn check(project: &mut Project<'_>, policy: Policy, args: &Args) -> Outcome<Answer> {
    let loaded = project.load()?;
    let out = project.out()?;
    let compiled = compile(loaded.inputs(policy))?;
    let mut answer = Answer { assumed: compiled.assumed.clone(), ..Answer::default() };
    let packages = all(each(compiled.packages(), |(name, tree)| {
        let folder = out.join(name);
        let differences = package::check(&folder, tree)?;
        let verdict = match differences.len() {
            0 => "up to date".to_owned(),
            1 => "1 difference".to_owned(),
            many => format!("{many} differences"),
        };
        Ok((format!("{}: {} files, {verdict}", folder.display(), tree.len()), differences))
    }))?;
    let (notes, found): (Vec<_>, Vec<_>) = packages.into_iter().unzip();
    answer.notes = notes;
    let found: Vec<_> = found.into_iter().flatten().collect();
    answer.drift = !found.is_empty();
    answer.text = match found.into_iter().map(Report::from).reduce(Report::and) {
        Some(report) => {
            let report = report.and(remedy(args, policy).into());
            render(&report, Severity::Error, project.sources(), style(args.places.format, true))
        }
        None if args.places.format == Format::Json => "{\n  \"diagnostics\": []\n}\n".to_owned(),
        None => String::new(),
    };
    Ok(answer)
}

fn remedy(args: &Args, policy: Policy) -> Diagnostic {
    Diagnostic::new(Code::Drift, "the generated tree is not what the inputs give")
        .help(format!("run `{}` and commit what it writes", args.again("generate", policy)))
}
