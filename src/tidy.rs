//! Reads the project's own source and holds it to its house rules; see `docs/architecture.md`.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

/// No file is longer than this many lines.
const LONGEST: usize = 600;

/// The only places that look at a cargo feature: the two entry points and the status of a page.
const FEATURE_LOOKS: [(&str, usize); 2] = [("src/lib.rs", 2), ("src/ui/status.rs", 1)];

/// What a floor must not name. The first prefix that fits a file counts.
const FORBIDDEN: &[(&str, &[&str])] = &[
    ("src/domain/", &["crate::api_types", "crate::server", "crate::ui", "leptos", "sqlx", "tokio", "async fn", "Utc::now"]),
    ("src/api_types/", &["crate::server", "crate::ui", "sqlx", "tokio"]),
    ("src/ui/", &["crate::server::", "sqlx", "inner_html", "style=", "Utc::now"]),
    ("src/server_fns/", &["server::storage", "sqlx"]),
    ("src/server/http/tests", &["sqlx::"]),
    ("src/server/http/", &["server::storage", "sqlx::"]),
    ("src/server/jobs/", &["server::storage", "sqlx::"]),
    ("src/server/cli/", &["sqlx::"]),
    ("src/server/demo/", &["server::storage", "sqlx::"]),
    ("src/server/application/", &["server::http", "crate::ui", "axum", "sqlx::"]),
    ("src/server/storage/", &["server::application", "server::http", "crate::ui", "axum"]),
    ("src/server/integrations/", &["server::application", "server::storage", "server::http", "crate::ui", "axum", "sqlx::"]),
];

struct Source {
    path: String,
    text: String,
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn sources(folder: &str) -> Vec<Source> {
    fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).expect("a readable folder") {
            let path = entry.expect("a readable entry").path();
            if path.is_dir() {
                walk(&path, found);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                found.push(path);
            }
        }
    }
    let mut found = Vec::new();
    walk(&root().join(folder), &mut found);
    found.sort();
    found
        .into_iter()
        .map(|path| Source {
            text: fs::read_to_string(&path).expect("readable source"),
            path: path.strip_prefix(root()).expect("inside the project").display().to_string(),
        })
        .filter(|source| source.path != "src/tidy.rs")
        .collect()
}

/// The lines of a source that are code: no comments.
fn code(source: &Source) -> impl Iterator<Item = (usize, &str)> {
    source.text.lines().enumerate().filter(|(_, line)| !line.trim_start().starts_with("//")).map(|(n, line)| (n + 1, line))
}

fn assert_none(faults: &[String]) {
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[test]
fn every_file_says_what_it_owns_and_is_of_a_readable_length() {
    let mut faults = Vec::new();
    let all = ["src", "benches", "end2end/crash"].into_iter().flat_map(sources).collect::<Vec<_>>();
    assert!(all.len() > 100, "only {} files were found", all.len());
    for source in &all {
        if !source.text.starts_with("//! ") {
            faults.push(format!("{}: the first line does not say what the file owns", source.path));
        }
        let lines = source.text.lines().count();
        if lines > LONGEST {
            faults.push(format!("{}: {lines} lines", source.path));
        }
    }
    assert_none(&faults);
}

#[test]
fn every_floor_names_only_what_is_below_it() {
    let mut faults = Vec::new();
    for source in sources("src") {
        let rule = FORBIDDEN.iter().find(|(prefix, _)| source.path.starts_with(prefix));
        let Some((_, forbidden)) = rule else { continue };
        let tested = source.path.contains("/tests") || source.path.ends_with("races.rs");
        for (number, line) in code(&source).filter(|_| !tested) {
            for word in forbidden.iter().filter(|word| line.contains(**word)) {
                faults.push(format!("{}:{number}: names {word}", source.path));
            }
        }
    }
    assert_none(&faults);
}

#[test]
fn cargo_features_are_looked_at_in_few_places() {
    let mut faults = Vec::new();
    for source in sources("src") {
        let looks = code(&source).filter(|(_, line)| line.contains("feature = ")).count();
        let agreed = FEATURE_LOOKS.iter().find(|(path, _)| *path == source.path).map_or(0, |(_, looks)| *looks);
        if looks != agreed {
            faults.push(format!("{}: {looks} looks at a cargo feature, agreed are {agreed}", source.path));
        }
    }
    assert_none(&faults);
}

#[test]
fn both_databases_have_the_same_migrations() {
    let names = |kind: &str| -> BTreeSet<String> {
        fs::read_dir(root().join("migrations").join(kind))
            .expect("migrations")
            .map(|entry| entry.expect("a readable entry").file_name().to_string_lossy().into_owned())
            .collect()
    };
    assert_eq!(names("sqlite"), names("postgres"));
    assert!(!names("sqlite").is_empty());
}

#[test]
fn every_module_with_sql_texts_is_in_the_registry() {
    let registry = fs::read_to_string(root().join("src/server/storage/mod.rs")).expect("the registry");
    let mut faults = Vec::new();
    for source in sources("src/server/storage") {
        let has_texts = code(&source).any(|(_, line)| line.starts_with("statements! {"));
        let skip = source.path.ends_with("statement.rs")
            || source.path.ends_with("conformance.rs")
            || source.path.ends_with("testing.rs");
        if !has_texts || skip {
            continue;
        }
        let path = Path::new(&source.path).strip_prefix("src/server/storage").expect("in storage").with_extension("");
        let module = path.iter().next().expect("a module").to_string_lossy().into_owned();
        let own = path.file_name().expect("a file").to_string_lossy().into_owned();
        let alone = (own == module || own == "mod") && registry.contains(&format!("{module}::STATEMENTS"));
        let name = own.to_uppercase();
        let handed_up = [format!("{module}/mod.rs"), format!("{module}.rs")].iter().any(|parent| {
            let parent = root().join("src/server/storage").join(parent);
            fs::read_to_string(parent).is_ok_and(|text| text.contains(&format!("pub use {own}::STATEMENTS as {name};")))
        });
        let registered = alone || (handed_up && registry.contains(&format!("{module}::{name}")));
        if !registered {
            faults.push(format!("{}: its SQL texts are not in storage::STATEMENTS", source.path));
        }
    }
    assert_none(&faults);
}

#[test]
fn build_and_run_settings_are_written_once() {
    let cargo = fs::read_to_string(root().join("Cargo.toml")).expect("Cargo.toml");
    let leptos = fs::read_to_string(root().join("Leptos.toml")).expect("Leptos.toml");
    let keys = |text: &str, table: &str| -> BTreeSet<String> {
        let rest = text.split(table).nth(1).unwrap_or_default();
        rest.lines()
            .skip(1)
            .take_while(|line| !line.starts_with('['))
            .filter_map(|line| line.split_once('='))
            .map(|(key, _)| key.trim().to_owned())
            .collect()
    };
    let (build, run) = (keys(&cargo, "[package.metadata.leptos]"), keys(&leptos, "[package.metadata.leptos]"));
    assert!(!build.is_empty() && !run.is_empty());
    assert_eq!(build.intersection(&run).collect::<Vec<_>>(), Vec::<&String>::new());
}
