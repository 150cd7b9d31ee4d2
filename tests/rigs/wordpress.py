"""A real WordPress on loopback: PHP and MariaDB from Debian, unpacked on first use into .rigs.

Guests write by the site's own form, and wait for its moderator; the moderator acts by the site's
API as its own pages do, with a login and a nonce.
"""

import getpass
import re
import subprocess
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Literal

import httpx
import pytest
from rigs.debian import in_root, unpacked
from rigs.effort import PATIENCE
from rigs.installed import serving
from rigs.ports import free_port

OWNER, PASSWORD = "camille", "a long password"
_PACKAGES = (
    "php-cli",
    "php-mysql",
    "php-xml",
    "php-mbstring",
    "mariadb-server-core",
    "mariadb-client-core",
)
_EXTENSIONS = (
    *("mysqlnd", "mysqli", "mbstring", "dom", "xml", "simplexml", "xmlreader", "xmlwriter"),
    *("ctype", "tokenizer", "iconv", "posix"),
)
# The package's own configuration looks in the system's folders.
_FIND = "<?php\nrequire getenv('WORDPRESS_CONFIG');\n"
_CONFIG = """<?php
define('DB_NAME', 'wordpress');
define('DB_USER', 'root');
define('DB_PASSWORD', '');
define('DB_HOST', '127.0.0.1:{database}');
define('WP_HOME', '{url}');
define('WP_SITEURL', '{url}');
define('WP_CONTENT_DIR', '{folder}/content');
define('WP_DEFAULT_THEME', 'plain');
define('WP_HTTP_BLOCK_EXTERNAL', true);
define('DISABLE_WP_CRON', true);
foreach (['AUTH', 'SECURE_AUTH', 'LOGGED_IN', 'NONCE'] as $of) {{
    define($of . '_KEY', 'key ' . $of);
    define($of . '_SALT', 'salt ' . $of);
}}
$table_prefix = 'wp_';
require_once ABSPATH . 'wp-settings.php';
"""
# Guests may write as fast as the tests do; addresses in words, or plain ones (?p=12), without the installer
# asking itself which; what closes the API, as sites have it; many guests' comments of a past day at once.
_PLUGIN = """<?php
add_filter('wp_is_comment_flood', '__return_false', 99);
add_filter('pre_option_permalink_structure', function () {
    return file_exists(WP_CONTENT_DIR . '/plain') ? '' : '/%year%/%monthnum%/%postname%/';
});
add_filter('pre_option_rewrite_rules', fn ($kept) => file_exists(WP_CONTENT_DIR . '/plain') ? '' : $kept);
add_filter('rest_authentication_errors', function ($said) {
    if (!$said && !is_user_logged_in() && file_exists(WP_CONTENT_DIR . '/closed')) {
        return new WP_Error('rest_not_logged_in', 'You are not currently logged in.', ['status' => 401]);
    }
    return $said;
}, 99);
add_action('after_setup_theme', fn () => add_theme_support('automatic-feed-links'));
add_action('rest_api_init', function () {
    register_rest_route('rig/v1', '/put', [
        'methods' => 'POST',
        'permission_callback' => fn () => current_user_can('moderate_comments'),
        'callback' => fn ($asked) => array_map('wp_insert_comment', wp_slash($asked['rows'])),
    ]);
});
"""
_ROUTER = """<?php
$path = $_SERVER['DOCUMENT_ROOT'] . parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH);
if (is_file($path)) { return false; }
$index = rtrim($path, '/') . '/index.php';
require is_file($index) ? $index : $_SERVER['DOCUMENT_ROOT'] . '/index.php';
"""


class WordPress:
    """A running site. Take a post of your own in each test: `post` makes one."""

    def __init__(self, url: str, folder: Path) -> None:
        self.url, self._folder = url, folder / "content"
        self._guest = httpx.Client(base_url=url, timeout=PATIENCE, trust_env=False)
        self._owner = httpx.Client(base_url=url, timeout=PATIENCE, trust_env=False)

    def set_up(self) -> None:
        """Answer the installer's questions, and log in as the owner."""
        told = {"user_name": OWNER, "admin_password": PASSWORD, "admin_password2": PASSWORD}
        more = {"weblog_title": "Acme", "pw_weak": "1", "admin_email": "camille@acme.example"}
        form = {**told, **more, "Submit": "Install", "language": ""}
        made = self._guest.post("/wp-admin/install.php?step=2", data=form)
        assert "Success!" in made.text, made.text[:2000]
        self._owner.get("/wp-login.php")  # sets the cookie that shows that there are cookies
        self._owner.post("/wp-login.php", data={"log": OWNER, "pwd": PASSWORD})
        nonce = self._owner.get("/wp-admin/admin-ajax.php?action=rest-nonce").text
        self._owner.headers["X-WP-Nonce"] = nonce
        self.delete(1)  # the comment that every new site has

    def close(self) -> None:
        for client in (self._guest, self._owner):
            client.close()

    def post(self, title: str) -> int:
        """Publish a post; its number."""
        return int(self._ask("POST", "posts", title=title, content="…", status="publish")["id"])

    def write(self, post: int, text: str, *, author: str = "Nora", parent: int = 0) -> int:
        """Write a comment as a guest, by the form under the post: it waits; its number."""
        form = {"comment": text, "author": author, "email": f"{len(author)}@guest.example"}
        place = {"comment_post_ID": post, "comment_parent": parent, "submit": "Post Comment"}
        reply = self._guest.post("/wp-comments-post.php", data={**form, **place})
        found = re.search(r"#comment-(\d+)", reply.headers.get("location", ""))
        assert found, f"{reply.status_code}: {reply.text[:500]}"
        return int(found[1])

    def approve(self, number: int) -> None:
        self._ask("POST", f"comments/{number}", status="approve")

    def said(
        self,
        post: int,
        *texts: str,
        at: datetime | None = None,
        by: str = "Nora",
        parent: int = 0,
        kind: str = "comment",
    ) -> list[int]:
        """What guests wrote, a minute apart from `at` on, and the owner approved; their numbers."""
        return self._put(post, texts, at, by, parent, 1, kind)

    def held(self, post: int, text: str, *, at: datetime) -> int:
        """What a guest wrote then, and nobody has looked at yet; its number."""
        return self._put(post, (text,), at, "Nora", 0, 0)[0]

    def _put(
        self,
        post: int,
        texts: Sequence[str],
        at: datetime | None,
        by: str,
        parent: int,
        approved: int,
        kind: str = "comment",
    ) -> list[int]:
        start = at or datetime.now(UTC)
        rows = [
            {
                "comment_post_ID": post,
                "comment_parent": parent,
                "comment_author": by,
                "comment_author_email": "nora@guest.example",
                "comment_content": text,
                "comment_date_gmt": f"{start + timedelta(minutes=n):%Y-%m-%d %H:%M:%S}",
                "comment_date": f"{start + timedelta(minutes=n):%Y-%m-%d %H:%M:%S}",
                "comment_approved": approved,
                "comment_type": kind,
            }
            for n, text in enumerate(texts)
        ]
        return [int(number) for number in self._asked("POST", "rig/v1/put", rows=rows)]

    def answer(self, post: int, text: str, *, to: int) -> int:
        """Answer as the owner, logged in; its number."""
        return int(self._ask("POST", "comments", post=post, parent=to, content=text)["id"])

    def edit(self, number: int, text: str) -> None:
        self._ask("POST", f"comments/{number}", content=text)

    def trash(self, number: int) -> None:
        self._ask("DELETE", f"comments/{number}")

    def delete(self, number: int) -> None:
        self._ask("DELETE", f"comments/{number}", force=True)

    @contextmanager
    def being(self, how: Literal["closed", "plain"]) -> Generator[None]:
        """The site with its API closed to who is not logged in, or without addresses in words."""
        (self._folder / how).touch()
        try:
            yield
        finally:
            (self._folder / how).unlink()

    def _ask(self, method: str, path: str, **told: object) -> dict[str, Any]:
        found: dict[str, Any] = self._asked(method, f"wp/v2/{path}", **told)
        return found

    def _asked(self, method: str, path: str, **told: object) -> Any:
        reply = self._owner.request(method, f"/?rest_route=/{path}", json=told)
        assert reply.is_success, f"{path}: {reply.status_code} {reply.text[:500]}"
        return reply.json()


def install() -> Path:
    """Unpack what it needs; skips and says why where it cannot be had."""
    root = unpacked("wordpress", _PACKAGES, alone=["wordpress"])
    (root / "usr/share/wordpress/wp-config.php").write_text(_FIND)
    return root


@pytest.fixture(scope="session")
def wordpress(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WordPress]:
    """A site of its own for this run, which forgets all at its end."""
    root, folder = install(), tmp_path_factory.mktemp("wordpress")
    port, database = free_port(), free_port()
    _write(folder, f"http://127.0.0.1:{port}", database)
    with (
        serving(_mariadb(root, folder, database), database, folder / "database", start=PATIENCE, stop=10),
        serving(_php(root, folder, port), port, folder, start=PATIENCE, stop=5),
    ):  # fmt: skip
        site = WordPress(f"http://127.0.0.1:{port}", folder)
        site.set_up()
        yield site
        site.close()


def _write(folder: Path, url: str, database: int) -> None:
    for name in ("database", "content/themes/plain", "content/plugins", "content/mu-plugins"):
        (folder / name).mkdir(parents=True)
    (folder / "config.php").write_text(_CONFIG.format(url=url, folder=folder, database=database))
    (folder / "content/mu-plugins/rig.php").write_text(_PLUGIN)
    (folder / "content/themes/plain/style.css").write_text("/* Theme Name: Plain */\n")
    (folder / "content/themes/plain/index.php").write_text(
        "<!doctype html><head>\n<?php wp_head();\n"
    )
    (folder / "router.php").write_text(_ROUTER)
    (folder / "database.sql").write_text("CREATE DATABASE wordpress;\n")


def _mariadb(root: Path, folder: Path, port: int) -> list[str]:
    """The command of a database server over new tables."""
    rows, user = folder / "rows", getpass.getuser()
    known = [f"--basedir={root / 'usr'}", f"--datadir={rows}", f"--user={user}"]
    made = [str(root / "usr/bin/mariadb-install-db"), "--no-defaults", *known]
    made += ["--auth-root-authentication-method=normal", "--skip-test-db"]
    subprocess.run([*in_root(root), *made], check=True, capture_output=True)
    ran = [str(root / "usr/sbin/mariadbd"), "--no-defaults", *known, f"--port={port}"]
    ran += ["--bind-address=127.0.0.1", "--socket=s.sock", f"--init-file={folder / 'database.sql'}"]
    # No write is to outlive the run.
    ran += ["--innodb-flush-log-at-trx-commit=0", "--skip-log-bin"]
    return [*in_root(root), *ran]


def _php(root: Path, folder: Path, port: int) -> list[str]:
    """The command of PHP's own web server over the site."""
    [extensions] = (root / "usr/lib/php").glob("20*")
    [php] = (root / "usr/bin").glob("php[0-9].[0-9]")
    ran = [str(php), "-n", "-d", f"extension_dir={extensions}", "-d", "sendmail_path=true"]
    for name in _EXTENSIONS:
        ran += ["-d", f"extension={name}"]
    ran += ["-S", f"127.0.0.1:{port}", "-t", str(root / "usr/share/wordpress")]
    config = f"WORDPRESS_CONFIG={folder / 'config.php'}"
    return [*in_root(root), config, *ran, str(folder / "router.php")]
