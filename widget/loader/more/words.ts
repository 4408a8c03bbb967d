/** Sentences with numbers, in the plural forms of their language (`shared/src/words.rs`). */

const FORMS = ["zero", "one", "two", "few", "many", "other"];

/** The form of a sentence for a number, with the number in its place. */
export function plural(forms: string, language: string, n: number): string {
  const all = forms.split("\u001f");
  const form = FORMS.indexOf(new Intl.PluralRules(language).select(n));
  return (all[form] ?? all[all.length - 1]).replace("{n}", new Intl.NumberFormat(language).format(n));
}
