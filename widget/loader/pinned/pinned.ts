/**
 * The loader for pages that let no script change under them: one file that never changes, with all
 * parts inside, whose bytes the snippet vouches for (`integrity`). It asks for settings as data.
 */

import "../main";
