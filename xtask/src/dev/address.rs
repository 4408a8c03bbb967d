//! The two addresses of a demo. They differ in port, so they are two origins, as in real life.

use std::net::TcpListener;

use anyhow::{Context, Result, bail};

#[derive(Clone, Copy, Debug)]
pub struct Addresses {
    pub port: u16,
    pub demo_site_port: u16,
}

impl Addresses {
    pub fn new(port: u16) -> Result<Self> {
        let demo_site_port = port.checked_add(1).context("the port after --port is needed too")?;
        Ok(Self { port, demo_site_port })
    }

    pub fn server(self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    pub fn demo_site(self) -> String {
        format!("http://127.0.0.1:{}", self.demo_site_port)
    }

    /// Said before anything is built, so that nobody waits for a start that must fail.
    pub fn check_that_they_are_free(self) -> Result<()> {
        for port in [self.port, self.demo_site_port] {
            if TcpListener::bind(("127.0.0.1", port)).is_err() {
                bail!(
                    "port {port} is in use; end what uses it, or choose another: \
                     cargo xtask dev --port {}",
                    self.port.wrapping_add(10)
                );
            }
        }
        Ok(())
    }
}
