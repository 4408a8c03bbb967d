//! Ways of being cut off, and the way back.

use pulina_tests::proxy::Network;

use super::scene::Scene;

/// How a panel is cut off from its server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cut {
    /// Connections break, and new ones are refused.
    Reset,
    /// Nothing passes, and nobody is told.
    BlackHole,
    /// The server is killed and started again before the panel is back.
    Killed,
}

impl Scene {
    /// Cuts the panel off; everybody else still reaches the server.
    pub async fn cut(&mut self, cut: Cut) {
        match cut {
            Cut::Reset => self.front.goes_down_at("/v1/"),
            Cut::BlackHole => self.proxy.becomes(Network::BlackHole),
            Cut::Killed => {
                self.front.goes_down_at("/v1/");
                self.stage.site.engine.restart().await;
                self.connects_others().await;
            }
        }
    }

    /// Lets the panel through again.
    pub async fn heals(&mut self, cut: Cut) {
        match cut {
            Cut::Reset | Cut::Killed => self.front.heals(),
            Cut::BlackHole => {
                // What was on the way is lost with its connections.
                self.proxy.resets();
                self.proxy.becomes(Network::Passes);
            }
        }
        // As the browser says when a network is back.
        self.panel().await.evaluate("void dispatchEvent(new Event('online'))").await;
    }
}
