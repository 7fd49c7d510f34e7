//! A mail server for tests: the test's own program, started once more as another process, that speaks as much of RFC 5321
//! as a letter needs, on loopback, and treats each letter as it was told to.

use base64::{Engine, engine::general_purpose::STANDARD};
use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};
use tempfile::TempDir;

/// The test that becomes the server where this is set; see [`serve_if_told`].
const TOLD: &str = "COUNTERPART_TEST_SMTP";
const FOLDER: &str = "COUNTERPART_TEST_SMTP_FOLDER";
const ENTRY: &str = "server::integrations::mail::tests::a_letter_arrives_as_it_was_written";

/// Whom the server lets in; anybody may come without signing in.
pub const USER: &str = "ada:secret";

/// What the server does with one letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Manner {
    /// 250.
    Take,
    /// 550 to the recipient: there is no such mailbox.
    Refuse,
    /// 451 to the letter: not now.
    Busy,
    /// Keeps the letter and closes the connection without a word.
    Vanish,
}

impl Manner {
    const ALL: [(Self, &'static str); 4] =
        [(Self::Take, "take"), (Self::Refuse, "refuse"), (Self::Busy, "busy"), (Self::Vanish, "vanish")];

    fn word(self) -> &'static str {
        Self::ALL.into_iter().find(|(manner, _)| *manner == self).map_or("take", |(_, word)| word)
    }

    fn parse(word: &str) -> Self {
        Self::ALL.into_iter().find(|(_, known)| *known == word).map_or(Self::Take, |(manner, _)| manner)
    }
}

/// A running server; ends when it is dropped.
pub struct Server {
    process: Child,
    /// `host:port`.
    pub address: String,
    folder: TempDir,
}

impl Server {
    /// Treats the letters in this manner, one after the other, and takes all that follow.
    pub fn start(manners: &[Manner]) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let words: Vec<_> = manners.iter().map(|manner| manner.word()).collect();
        let mut process = Command::new(std::env::current_exe().expect("this program"))
            .args([ENTRY, "--exact", "--nocapture"])
            .env(TOLD, words.join(","))
            .env(FOLDER, folder.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("a process");
        let stdout = BufReader::new(process.stdout.take().expect("its output"));
        let address = stdout.lines().find_map(|line| Some(line.ok()?.split_once("SMTP at ")?.1.to_owned()));
        Self { process, address: address.expect("the server says where it is"), folder }
    }

    pub fn url(&self) -> String {
        format!("smtp://{}", self.address)
    }

    /// Every letter that the server has, in the order they came.
    pub fn letters(&self) -> Vec<String> {
        let mut files: Vec<PathBuf> = std::fs::read_dir(self.folder.path())
            .expect("the folder")
            .map(|file| file.expect("a file").path())
            .filter(|path| path.extension().is_some_and(|end| end == "eml"))
            .collect();
        files.sort();
        files.iter().map(|path| std::fs::read_to_string(path).expect("a letter")).collect()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ended = self.process.kill();
        let _reaped = self.process.wait();
    }
}

/// Never returns in the process that [`Server::start`] started.
pub fn serve_if_told() {
    let (Ok(told), Some(folder)) = (std::env::var(TOLD), std::env::var_os(FOLDER)) else { return };
    // Nobody is left behind when the test is killed.
    std::thread::spawn(|| {
        let _closed = std::io::stdin().read_to_end(&mut Vec::new());
        std::process::exit(0);
    });
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    println!("SMTP at {}", listener.local_addr().expect("an address"));
    let desk = Arc::new(Desk {
        manners: told.split(',').map(Manner::parse).collect(),
        folder: folder.into(),
        seen: AtomicUsize::new(0),
        kept: AtomicUsize::new(0),
    });
    for connection in listener.incoming() {
        let (connection, desk) = (connection.expect("a connection"), desk.clone());
        std::thread::spawn(move || converse(&connection, &desk));
    }
}

struct Desk {
    manners: Vec<Manner>,
    folder: PathBuf,
    /// Letters that were begun.
    seen: AtomicUsize,
    kept: AtomicUsize,
}

impl Desk {
    fn next_manner(&self) -> Manner {
        self.manners.get(self.seen.fetch_add(1, Ordering::SeqCst)).copied().unwrap_or(Manner::Take)
    }

    fn keep(&self, letter: &str) {
        let number = self.kept.fetch_add(1, Ordering::SeqCst);
        write_whole(&self.folder, &format!("{number:04}.eml"), letter);
    }
}

fn write_whole(folder: &Path, name: &str, letter: &str) {
    let half = folder.join(format!("{name}.part"));
    std::fs::write(&half, letter).expect("written");
    std::fs::rename(half, folder.join(name)).expect("named");
}

/// One connection to its end.
fn converse(mut connection: &TcpStream, desk: &Desk) {
    let mut lines = BufReader::new(connection).lines().map_while(Result::ok);
    let mut manner = Manner::Take;
    let mut say = |words: &str| connection.write_all(format!("{words}\r\n").as_bytes()).is_ok();
    say("220 test ready");
    while let Some(line) = lines.next() {
        let verb = line.split([' ', ':']).next().unwrap_or_default().to_ascii_uppercase();
        let went = match (verb.as_str(), manner) {
            ("EHLO", _) => say("250-test\r\n250-8BITMIME\r\n250 AUTH PLAIN"),
            ("HELO" | "RSET" | "NOOP", _) => say("250 fine"),
            ("AUTH", _) => say(if is_let_in(&line) { "235 come in" } else { "535 wrong password" }),
            ("MAIL", _) => {
                manner = desk.next_manner();
                say("250 fine")
            }
            ("RCPT", Manner::Refuse) => say("550 no such mailbox"),
            ("RCPT", _) => say("250 fine"),
            ("DATA", _) => {
                say("354 go on");
                let letter: Vec<String> = lines.by_ref().take_while(|line| line != ".").collect();
                let letter = letter.iter().map(|line| line.strip_prefix('.').unwrap_or(line)).collect::<Vec<_>>();
                match manner {
                    Manner::Busy => say("451 not now"),
                    Manner::Vanish => {
                        desk.keep(&letter.join("\n"));
                        return;
                    }
                    Manner::Take | Manner::Refuse => {
                        desk.keep(&letter.join("\n"));
                        say("250 taken")
                    }
                }
            }
            ("QUIT", _) => {
                say("221 bye");
                return;
            }
            _other => say("500 what?"),
        };
        if !went {
            return;
        }
    }
}

/// RFC 4616: nothing, the user, the password, with NUL between them.
fn is_let_in(line: &str) -> bool {
    let sent = line.rsplit(' ').next().and_then(|word| STANDARD.decode(word).ok()).unwrap_or_default();
    sent == format!("\0{}", USER.replace(':', "\0")).into_bytes()
}

/// A letter's header with its folded lines put together; nothing if there is none.
pub fn header_of(letter: &str, name: &str) -> String {
    let head = letter.split("\n\n").next().unwrap_or_default().replace("\n ", " ").replace("\n\t", " ");
    let found = head.lines().find_map(|line| line.strip_prefix(&format!("{name}: ")).map(str::to_owned));
    found.unwrap_or_default()
}
