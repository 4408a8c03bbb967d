//! A participant who writes without pause, several messages ahead of the answers, over any number
//! of broken connections: what was not answered is sent again under the same id, in the same order.
//! Everything tried, told and seen goes into a diary that can be read at any moment.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use pulina_shared::wire::conversation::Author;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::history::{Attempt, History};
use crate::line::{Address, Line};
use crate::socket::SocketOptions;
use crate::view::View;
use crate::{random, wait};

/// Who writes, and how.
#[derive(Clone)]
pub struct TypistOptions {
    /// For messages of failed tests, and the lane in the history.
    pub name: String,
    /// Where to.
    pub address: Address,
    /// As whom.
    pub author: Author,
    /// How many messages may be unanswered at once.
    pub window: usize,
    /// How many messages in all; without end when absent.
    pub n_messages: Option<usize>,
}

/// Somebody who writes, as a task of their own.
pub struct Typist {
    diary: Arc<Mutex<Diary>>,
    stop: watch::Sender<bool>,
    task: JoinHandle<()>,
}

#[derive(Clone, Default)]
struct Diary {
    attempts: Vec<Attempt>,
    view: View,
    n_accepted: usize,
}

impl Typist {
    /// Begins to write.
    pub fn begins(options: TypistOptions) -> Self {
        let diary = Arc::new(Mutex::new(Diary { view: View::of(&options.name), ..Diary::default() }));
        let (stop, stopped) = watch::channel(false);
        let task = tokio::spawn(write(options, Arc::clone(&diary), stopped));
        Self { diary, stop, task }
    }

    /// Messages that were accepted so far.
    pub fn n_accepted(&self) -> usize {
        lock(&self.diary).n_accepted
    }

    /// Adds everything known so far to a history.
    pub fn tell(&self, history: &mut History) {
        let diary = lock(&self.diary).clone();
        history.attempts.extend(diary.attempts);
        history.views.push(diary.view);
    }

    /// Begins no new message, waits until everything is answered, and adds it to the history.
    ///
    /// # Panics
    /// When that takes too long, or the typist failed.
    pub async fn finishes(self, history: &mut History) -> View {
        self.stop.send_replace(true);
        let result = wait::within("everything written is answered", wait::DRAINED, self.task).await;
        result.expect("the typist did not fail");
        let diary = std::mem::take(&mut *lock(&self.diary));
        history.attempts.extend(diary.attempts);
        history.views.push(diary.view.clone());
        diary.view
    }
}

/// A diary is only ever appended to, so it is whole even after a panic.
fn lock(diary: &Mutex<Diary>) -> MutexGuard<'_, Diary> {
    diary.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn write(options: TypistOptions, diary: Arc<Mutex<Diary>>, mut stopped: watch::Receiver<bool>) {
    let mut view = View::of(&options.name);
    loop {
        let line = match Line::open(&options.address, view, &SocketOptions::default()).await {
            Ok(line) => line,
            Err((_, unchanged)) => {
                view = unchanged;
                wait::pass(Duration::from_millis(10)).await;
                continue;
            }
        };
        match write_on(line, &options, &diary, &mut stopped).await {
            Session::Done => return,
            Session::Broken(seen) => view = seen,
        }
    }
}

enum Session {
    Done,
    Broken(View),
}

/// Writes on one line until it breaks or everything is said and answered.
async fn write_on(
    mut line: Line,
    options: &TypistOptions,
    diary: &Mutex<Diary>,
    stopped: &mut watch::Receiver<bool>,
) -> Session {
    let unanswered: Vec<_> =
        lock(diary).attempts.iter().filter(|attempt| is_open(attempt)).cloned().collect();
    let mut n_open = unanswered.len();
    for attempt in unanswered {
        line.sends_message(attempt.id, &attempt.text).await;
    }
    loop {
        let n_begun = lock(diary).attempts.len();
        let is_last = *stopped.borrow() || options.n_messages.is_some_and(|n_messages| n_begun >= n_messages);
        if is_last && n_open == 0 {
            note(&mut line, diary);
            line.leaves().await;
            return Session::Done;
        }
        if !is_last && n_open < options.window {
            let text = format!("{} {n_begun}", options.name);
            let attempt = Attempt {
                lane: options.name.clone(),
                author: options.author.clone(),
                id: random::message_id(),
                text: text.clone(),
                acks: Vec::new(),
                is_refused: false,
            };
            let id = attempt.id;
            lock(diary).attempts.push(attempt);
            n_open += 1;
            line.sends_message(id, &text).await;
            continue;
        }
        tokio::select! {
            () = line.hear() => {}
            _ = stopped.changed() => {}
        }
        let news = note(&mut line, diary);
        n_open -= news.n_answered;
        if news.is_told_later || line.ending().is_some() {
            return Session::Broken(line.view);
        }
    }
}

fn is_open(attempt: &Attempt) -> bool {
    attempt.acks.is_empty() && !attempt.is_refused
}

/// What the answers mean for what is under way.
#[derive(Default)]
struct News {
    n_answered: usize,
    /// Something may be sent again, which is done after connecting again.
    is_told_later: bool,
}

/// Writes down what came.
fn note(line: &mut Line, diary: &Mutex<Diary>) -> News {
    let mut diary = lock(diary);
    let mut news = News::default();
    let mut n_accepted = 0;
    for (id, answers) in line.answers.drain() {
        let Some(attempt) = diary.attempts.iter_mut().rfind(|attempt| attempt.id == id) else {
            panic!("{}: an answer to {id}, which was never sent", line.view.name);
        };
        let was_open = is_open(attempt);
        for answer in answers {
            match answer {
                Ok(accepted) => attempt.acks.push(accepted),
                Err(problem) if problem.status >= 500 => news.is_told_later = true,
                Err(problem) if problem.status == 429 => {
                    panic!("{}: rates are on: {problem:?}", line.view.name)
                }
                Err(_) => attempt.is_refused = true,
            }
        }
        news.n_answered += usize::from(was_open && !is_open(attempt));
        n_accepted += usize::from(was_open && !attempt.acks.is_empty());
    }
    diary.n_accepted += n_accepted;
    diary.view.take_news_of(&line.view);
    news
}
