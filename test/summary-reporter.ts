// A node:test reporter that prints what failed, with its error, and the closing counts; nothing for what passed.
import type { TestEvent } from 'node:test/reporters'

export async function* summary(source: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  for await (const event of source) {
    if (event.type === 'test:fail') {
      const { name, file, line, details } = event.data
      const error = details.error.cause instanceof Error ? details.error.cause : details.error
      yield `\nnot ok: ${name}\n  at ${file}:${line}\n  ${String(error.stack ?? error.message).replaceAll('\n', '\n  ')}\n`
    } else if (event.type === 'test:diagnostic') yield `# ${event.data.message}\n`
    else if (event.type === 'test:stderr') yield event.data.message
  }
}

// biome-ignore lint/style/noDefaultExport: the test runner takes a reporter's default export
export default summary
