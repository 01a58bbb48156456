import assert from 'node:assert/strict'
import { test } from 'node:test'
import { warningHeader } from './warning-header.ts'

test('warningHeader() says everything once, quoted', () => {
  assert.equal(warningHeader(['a "b"', 'c\nd', 'a "b"']), '299 - "a \\"b\\"", 299 - "c d"')
})

test('warningHeader() shortens where all together are too much', () => {
  const long = (char: string, count = 2000) => char.repeat(count)
  const header = (...texts: readonly string[]) => texts.map((text) => `299 - "${text}"`).join(', ')
  assert.equal(warningHeader([long('a'), 'b', long('c')]), header(long('a'), 'b', long('c')))
  const texts = [long('a'), 'b', long('c'), long('d')]
  assert.equal(warningHeader(texts), header(long('a', 256), 'b', long('c', 256), long('d', 256)))
  const many = Array.from({ length: 100 }, (_, index) => `${index}`.padEnd(300, '.'))
  assert.equal(warningHeader(many), header(...many.slice(0, 16).map((text) => text.slice(0, 256))))
})
