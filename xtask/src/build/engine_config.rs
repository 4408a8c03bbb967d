//! Writes the local engine's configuration from `wrangler.toml`, the single source of bindings.
//!
//! The `uniqueKey` of a class names its files on disk: changing one loses all stored data.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};
use serde::Deserialize;

use super::output::Output;
use super::site::write_when_different;
use crate::workspace::Workspace;

/// The parts of `wrangler.toml` that we use. An unknown key is an error, because leaving it out
/// here would make the local engine differ from the deployed worker.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Wrangler {
    name: String,
    #[serde(rename = "main")]
    _main: String,
    compatibility_date: String,
    #[serde(default)]
    compatibility_flags: Vec<String>,
    assets: Assets,
    durable_objects: DurableObjects,
    #[serde(default)]
    vars: toml::Table,
    #[serde(default)]
    migrations: Vec<Migration>,
    // They concern the network only.
    #[serde(default, rename = "observability")]
    _observability: Option<toml::Value>,
    #[serde(default, rename = "workers_dev")]
    _workers_dev: Option<bool>,
    #[serde(default, rename = "routes")]
    _routes: Option<toml::Value>,
    #[serde(default, rename = "placement")]
    _placement: Option<toml::Value>,
    #[serde(default, rename = "limits")]
    _limits: Option<toml::Value>,
}

#[derive(Debug, Deserialize)]
struct Assets {
    binding: String,
}

#[derive(Debug, Deserialize)]
struct DurableObjects {
    bindings: Vec<ObjectBinding>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ObjectBinding {
    name: String,
    class_name: String,
}

#[derive(Debug, Deserialize)]
struct Migration {
    #[serde(default)]
    new_sqlite_classes: Vec<String>,
}

pub fn write(workspace: &Workspace, output: &Output) -> Result<()> {
    let text =
        fs::read_to_string(workspace.root.join("wrangler.toml")).context("cannot read wrangler.toml")?;
    let config = render(&text, &output.site())?;
    write_when_different(&output.engine_config(), &config)
}

fn render(wrangler: &str, site: &Path) -> Result<String> {
    let wrangler: Wrangler = toml::from_str(wrangler).context("wrangler.toml")?;
    wrangler.check_that_classes_are_migrated()?;
    let flags: Vec<_> = wrangler.compatibility_flags.iter().map(|flag| quoted(flag)).collect();
    Ok(format!(
        r#"# Written by `cargo xtask build` from wrangler.toml; change that file, not this one.
using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [
    (name = {name}, worker = .server),
    (name = "data", disk = (writable = true)),
    (name = "site", disk = (path = {site})),
  ],
  sockets = [(name = "http", address = "127.0.0.1:8787", http = (forwardedProtoHeader = "X-Forwarded-Proto"), service = {name})],
);

const server :Workerd.Worker = (
  modules = [
    (name = "index.js", esModule = embed "worker/index.js"),
    (name = "index_bg.wasm", wasm = embed "worker/index_bg.wasm"),
  ],
  compatibilityDate = {date},
  compatibilityFlags = [{flags}],
  bindings = [
    {bindings},
  ],
  durableObjectNamespaces = [
    {namespaces},
  ],
  durableObjectStorage = (localDisk = "data"),
);
"#,
        name = quoted(&wrangler.name),
        site = quoted(&site.to_string_lossy()),
        date = quoted(&wrangler.compatibility_date),
        flags = flags.join(", "),
        bindings = wrangler.bindings()?.join(",\n    "),
        namespaces = wrangler.namespaces().join(",\n    "),
    ))
}

impl Wrangler {
    fn check_that_classes_are_migrated(&self) -> Result<()> {
        for ObjectBinding { class_name, .. } in &self.durable_objects.bindings {
            if !self.migrations.iter().any(|step| step.new_sqlite_classes.contains(class_name)) {
                bail!(
                    "wrangler.toml: {class_name} is bound, but no migration lists it in new_sqlite_classes"
                );
            }
        }
        Ok(())
    }

    fn bindings(&self) -> Result<Vec<String>> {
        let mut bindings = vec![
            format!("(name = {}, service = \"site\")", quoted(&self.assets.binding)),
            "(name = \"SETUP_SECRET\", fromEnvironment = \"PULINA_SETUP_SECRET\")".to_owned(),
            // "off" lifts the rates for load tests; the deployed worker has no such binding.
            "(name = \"RATE_LIMITS\", fromEnvironment = \"PULINA_RATE_LIMITS\")".to_owned(),
            // Where a customer's domain serves all of it below a path.
            "(name = \"BASE_PATH\", fromEnvironment = \"PULINA_BASE_PATH\")".to_owned(),
        ];
        bindings.extend(self.durable_objects.bindings.iter().map(|object| {
            let (name, class) = (quoted(&object.name), quoted(&object.class_name));
            format!("(name = {name}, durableObjectNamespace = {class})")
        }));
        for (name, value) in &self.vars {
            let value =
                value.as_str().with_context(|| format!("wrangler.toml: variable {name} is no text"))?;
            bindings.push(format!("(name = {}, text = {})", quoted(name), quoted(value)));
        }
        Ok(bindings)
    }

    fn namespaces(&self) -> Vec<String> {
        let classes = self.durable_objects.bindings.iter().map(|object| &object.class_name);
        classes
            .map(|class| {
                let key = quoted(&format!("pulina-{class}"));
                format!("(className = {}, uniqueKey = {key}, enableSql = true)", quoted(class))
            })
            .collect()
    }
}

/// A text in Cap'n Proto's syntax, whose escapes are those of JSON for the characters met here.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    const WRANGLER: &str = r#"
        name = "pulina"
        main = "dist/worker/index.js"
        compatibility_date = "2026-09-01"
        compatibility_flags = ["no_web_socket_compression"]
        [assets]
        directory = "dist/site"
        binding = "ASSETS"
        [[durable_objects.bindings]]
        name = "CONVERSATION"
        class_name = "ConversationObject"
        [[migrations]]
        tag = "v1"
        new_sqlite_classes = ["ConversationObject"]
    "#;

    #[test]
    fn class_keeps_its_key_on_disk() -> Result<()> {
        let config = render(WRANGLER, Path::new("/site"))?;
        assert!(config.contains(
            r#"(className = "ConversationObject", uniqueKey = "pulina-ConversationObject", enableSql = true)"#
        ));
        assert!(config.contains(r#"(name = "CONVERSATION", durableObjectNamespace = "ConversationObject")"#));
        Ok(())
    }

    #[test]
    fn class_without_migration_is_refused() {
        let wrangler = WRANGLER.replace(r#"["ConversationObject"]"#, "[]");
        assert!(render(&wrangler, Path::new("/site")).is_err());
    }

    #[test]
    fn key_that_the_local_engine_would_lack_is_refused() {
        let wrangler = format!("{WRANGLER}\n[[kv_namespaces]]\nbinding = \"KV\"\n");
        let error = render(&wrangler, Path::new("/site")).unwrap_err();
        assert!(format!("{error:#}").contains("kv_namespaces"), "{error:#}");
    }
}
