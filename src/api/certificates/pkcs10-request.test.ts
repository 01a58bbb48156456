import assert from 'node:assert/strict'
import { test } from 'node:test'
import { der, pem, requestDer } from './certificates.fixture.ts'
import { organizationOid, valuesOf } from './distinguished-name.ts'
import { parseRequest, requestOfPem } from './pkcs10-request.ts'

test('parseRequest() reads the subject in every kind of string', () => {
  for (const tag of [0x0c, 0x13, 0x14, 0x16]) {
    const found = parseRequest(
      requestDer(
        [
          [organizationOid, 'devs'],
          ['2.5.4.3', 'bob'],
        ],
        { tag },
      ),
    )
    assert.ok(typeof found === 'object', String(found))
    assert.deepEqual(valuesOf(found.subject, organizationOid), ['devs'])
  }
  const wide = (width: number) =>
    [...'ops'].flatMap((char) => [...Buffer.alloc(width - 1), char.charCodeAt(0)])
  for (const [tag, width] of [
    [0x1e, 2],
    [0x1c, 4],
  ] as const) {
    const text = String.fromCharCode(...wide(width))
    const found = parseRequest(requestDer([[organizationOid, text]], { tag }))
    assert.ok(typeof found === 'object', String(found))
    assert.deepEqual(valuesOf(found.subject, organizationOid), ['ops'])
  }
})

test('parseRequest() says what is wrong as Go does', () => {
  const request = requestDer([])
  const cases: readonly (readonly [Uint8Array, string])[] = [
    [Uint8Array.of(), 'asn1: syntax error: sequence truncated'],
    [Uint8Array.of(0x30, 5, 1), 'asn1: syntax error: data truncated'],
    [Uint8Array.from([...request, 0]), 'asn1: syntax error: trailing data'],
    [der(0x30), 'asn1: syntax error: sequence truncated'],
    [
      Uint8Array.of(0, 0),
      "asn1: structure error: tags don't match (16 vs {class:0 tag:0 length:0 isCompound:false}) {optional:false explicit:false application:false private:false defaultValue:<nil> tag:<nil> stringType:0 timeType:0 set:false omitEmpty:false} certificateRequest @2",
    ],
  ]
  for (const [bytes, expected] of cases) assert.equal(parseRequest(bytes), expected)
})

test('requestOfPem() takes the first block', () => {
  const request = pem('CERTIFICATE REQUEST', requestDer([]))
  assert.equal(typeof requestOfPem(`hello\n${request}`), 'object')
  const why = 'PEM block type must be CERTIFICATE REQUEST'
  for (const text of [
    '',
    'x',
    pem('CERTIFICATE', requestDer([])) + request,
    pem('NEW CERTIFICATE REQUEST', requestDer([])),
  ])
    assert.equal(requestOfPem(text), why)
})
