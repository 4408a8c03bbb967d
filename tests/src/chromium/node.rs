//! What assistive technology is told about a page: the roles and names by which tests find things,
//! also inside closed shadow roots.

use serde_json::Value;

use super::protocol::text;

/// One node of the accessibility tree.
#[derive(Clone, Debug)]
pub struct Node {
    /// `button`, `textbox`, `dialog` …
    pub role: String,
    /// The accessible name.
    pub name: String,
    /// The value of a field.
    pub value: String,
    /// Which element it stands for.
    pub element: u64,
    states: Vec<(String, Value)>,
}

impl Node {
    /// The nodes that are not ignored, in the order of the tree.
    pub fn all_of(tree: &Value) -> Vec<Self> {
        let nodes = tree["nodes"].as_array().cloned().unwrap_or_default();
        nodes.iter().filter(|node| node["ignored"] != true).map(Self::of).collect()
    }

    fn of(node: &Value) -> Self {
        let states = node["properties"].as_array().cloned().unwrap_or_default();
        Self {
            role: text(&node["role"], "value"),
            // Versions differ in whether blanks at the end of a label belong to the name.
            name: text(&node["name"], "value").trim().to_owned(),
            value: text(&node["value"], "value"),
            element: node["backendDOMNodeId"].as_u64().unwrap_or_default(),
            states: states
                .iter()
                .map(|state| (text(state, "name"), state["value"]["value"].clone()))
                .collect(),
        }
    }

    /// A state such as `expanded` or `focused`.
    pub fn state(&self, name: &str) -> Option<&Value> {
        self.states.iter().find(|(state, _)| state == name).map(|(_, value)| value)
    }

    /// Whether a state is true.
    pub fn is(&self, name: &str) -> bool {
        self.state(name).is_some_and(|value| value == true || value == "true")
    }
}
