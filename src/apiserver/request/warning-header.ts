// Warnings as headers, joined into one. Headers have to stay small: what is more than fits is cut.
// Upstream: apiserver pkg/endpoints/filters/warning.go, apimachinery pkg/util/net/http.go NewWarningHeader.

/** Characters of all warnings. */
const totalLimit = 4096
/** Characters of one, where all together are more than may be. */
const shortened = 256

export function warningHeader(warnings: readonly string[]): string {
  return fitting([...new Set(warnings)])
    .map((warning) => `299 - "${escapeWarning(warning)}"`)
    .join(', ')
}

function fitting(warnings: readonly string[]): readonly string[] {
  let whole = 0
  let before = 0
  for (const warning of warnings) {
    whole += characters(warning)
    if (whole > totalLimit) break
    before++
  }
  if (before === warnings.length) return warnings
  // The one that was too much is told in any case.
  const kept = warnings.slice(0, before + 1).map(shorten)
  let sum = kept.reduce((total, warning) => total + characters(warning), 0)
  for (const warning of warnings.slice(before + 1)) {
    if (sum >= totalLimit) break
    const text = shorten(warning)
    kept.push(text)
    sum += characters(text)
  }
  return kept
}

const characters = (text: string): number => {
  let count = 0
  for (const _char of text) count++
  return count
}

const shorten = (text: string): string => {
  return Array.from(text.slice(0, 2 * shortened))
    .slice(0, shortened)
    .join('')
}

function escapeWarning(text: string): string {
  const printable = text.replace(/[^\u{20}-\u{7e}\u{a0}-\u{ff}]/gu, (char) =>
    /\p{C}/u.test(char) ? ' ' : encodeLatin(char),
  )
  return printable.replace(/[\\"]/g, '\\$&')
}

/** Headers are bytes: what lies outside Latin-1 goes as the bytes of its UTF-8 form. */
function encodeLatin(char: string): string {
  return Buffer.from(char, 'utf8').toString('latin1')
}
