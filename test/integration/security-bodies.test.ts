// What a request carries: bombs, keys that are names of JavaScript's own, depth, large numbers. Row 4, and the classes that
// JavaScript adds.
import assert from 'node:assert/strict'
import { after, afterEach, before, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { startTestServer } from '../../src/testing/cluster.ts'
import {
  type Answer,
  draftPod,
  expect,
  grant,
  makeNamespaces,
  type Sending,
  sender,
} from './security-client.ts'

const odd = ['__proto__', 'constructor', 'prototype', 'toString', 'valueOf', 'hasOwnProperty']
const server = await startTestServer({
  tokens: odd.map((user) => ({ token: `token-${user}`, user, groups: [] })),
})
after(() => server.stop())
const admin = sender(server)
const maps = '/api/v1/namespaces/a/configmaps'
const merge = 'application/merge-patch+json'
const strategic = 'application/strategic-merge-patch+json'
const jsonPatch = 'application/json-patch+json'
const apply = 'application/apply-patch+yaml'
const protobuf = 'application/vnd.kubernetes.protobuf'
const configMap = (name: string, more: object = {}) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name },
  ...more,
})

before(async () => {
  await makeNamespaces(admin, ['a'])
  await expect(201, admin('POST', maps, { body: configMap('target', { data: { a: 'x'.repeat(100_000) } }) }))
  await expect(201, admin('POST', '/api/v1/namespaces/a/pods', { body: draftPod('p') }))
})

const clean = Reflect.ownKeys(Object.prototype).length
afterEach(() => {
  assert.equal(Reflect.ownKeys(Object.prototype).length, clean, 'Object.prototype has grown')
  assert.equal(({} as Record<string, unknown>).polluted, undefined)
  assert.equal(([] as unknown as Record<string, unknown>).polluted, undefined)
})

/** Sends a bomb together with honest requests; those must be answered, and the bomb refused as the client's fault. */
async function refused(
  send: Promise<Answer>,
  what: string,
  codes: readonly number[] = [400, 413, 415, 422],
): Promise<void> {
  const [bomb, honest] = await Promise.all([send, admin('GET', `${maps}/target`)])
  assert.equal(honest.code, 200)
  assert.ok(codes.includes(bomb.code), `${what}: ${bomb.code} ${bomb.text.slice(0, 300)}`)
}

function laughs(levels: number): string {
  const lines = ['a0: &a0 ["lol","lol","lol","lol","lol","lol","lol","lol","lol"]']
  for (let i = 1; i < levels; i++)
    lines.push(
      `a${i}: &a${i} [${Array(9)
        .fill(`*a${i - 1}`)
        .join(',')}]`,
    )
  return `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: bomb}\ndata:\n  ${lines.join('\n  ')}\n`
}

const nested = (depth: number, open = '[', close = ']') => open.repeat(depth) + close.repeat(depth)

test('CVE-2019-11253: YAML bombs are refused while others are served', async () => {
  const yaml = (body: string): Sending => ({ body, type: 'application/yaml' })
  const documents = {
    laughs: laughs(9),
    anchors: `a: &a {x: [${'*a,'.repeat(10)}*a]}`,
    merges: `b: &b {k: v}\nc:\n${'  <<: *b\n'.repeat(1000)}`,
    lists: nested(100_000),
    maps: nested(100_000, '{a: ', '}'),
    indent: Array.from({ length: 3000 }, (_, i) => `${' '.repeat(i)}a:`).join('\n'),
    long: `a: "${'x'.repeat(4_000_000)}"`,
    flow: `[${'{},'.repeat(500_000)}]`,
    questions: '? '.repeat(50_000),
    dashes: '- '.repeat(100_000),
    documents: '---\n'.repeat(100_000),
    tags: `!!binary "${'A'.repeat(1001)}"`,
    tabs: '\t\t\ta: b',
    escapes: `"\\u{110000}\\xff${'\\'.repeat(101)}`,
  }
  for (const [what, body] of Object.entries(documents)) {
    await refused(admin('POST', maps, yaml(body)), what)
    await refused(admin('PATCH', `${maps}/bomb?fieldManager=m`, { body, type: apply }), `apply ${what}`)
  }
})

test('CVE-2019-11254: YAML that is slow to read is read quickly', async () => {
  const began = performance.now()
  for (const body of [
    `a: ${'"'.repeat(200_001)}`,
    `${'a '.repeat(200_000)}: b`,
    `#${'\n#'.repeat(200_000)}`,
    `a: |\n${' \n'.repeat(200_000)}`,
    `{${'a,'.repeat(90_000)}}`,
    `"${' \n'.repeat(100_000)}`,
  ])
    await refused(admin('POST', maps, { body, type: 'application/yaml' }), body.slice(0, 20))
  assert.ok(performance.now() - began < 15_000)
})

test('CVE-2019-11253: JSON bombs: deep nesting gives 400, long bodies 413', async () => {
  for (const depth of [10_001, 200_000, 1_400_000])
    for (const [open, close] of [
      ['[', ']'],
      ['{"a":', '}'],
    ] as const) {
      if (depth * (open.length + 1) > 7_000_000) continue
      const body = nested(depth, open, close)
      await refused(admin('POST', maps, { body }), `post ${depth}`)
      for (const type of [merge, strategic, jsonPatch, apply])
        await refused(admin('PATCH', `${maps}/target`, { body, type }), `${type} ${depth}`)
      await refused(
        admin('PATCH', `${maps}/target`, {
          body: `[{"op":"add","path":"/data","value":${body}}]`,
          type: jsonPatch,
        }),
        `value ${depth}`,
      )
      await refused(admin('DELETE', `${maps}/target`, { body }), `delete options ${depth}`)
    }
  const long = JSON.stringify(configMap('long', { data: { a: 'x'.repeat(3 << 20) } }))
  for (const [method, target, type] of [
    ['POST', maps, ''],
    ['PUT', `${maps}/target`, ''],
    ['PATCH', `${maps}/target`, merge],
    ['DELETE', `${maps}/target`, ''],
  ] as const)
    await refused(admin(method, target, { body: long, ...(type && { type }) }), method, [413])
  const packed = gzipSync(JSON.stringify(configMap('packed')))
  await refused(admin('POST', maps, { body: packed, headers: { 'content-encoding': 'gzip' } }), 'gzip')
  await refused(admin('POST', maps, { body: Buffer.from([0xff, 0xfe, 0, 0x7b]) }), 'no UTF-8')
})

test('CVE-2019-1002100: patches are bounded in operations, copies and depth', async () => {
  const patch = (operations: object[]) =>
    admin('PATCH', `${maps}/target`, { body: JSON.stringify(operations), type: jsonPatch })
  await refused(
    patch(Array.from({ length: 10_001 }, () => ({ op: 'test', path: '/kind', value: 'ConfigMap' }))),
    'operations',
    [413],
  )
  const copies = Array.from({ length: 40 }, (_, i) => ({ op: 'copy', from: '/data', path: `/data/k${i}` }))
  await refused(patch(copies), 'doubling copies', [413, 422, 400])
  const flat = Array.from({ length: 5000 }, (_, i) => ({ op: 'copy', from: '/data/a', path: `/data/k${i}` }))
  await refused(patch(flat), 'many copies', [413, 422, 400])
  const front = Array.from({ length: 9999 }, () => ({
    op: 'add',
    path: '/metadata/finalizers/0',
    value: 'a/b',
  }))
  await refused(
    patch([{ op: 'add', path: '/metadata/finalizers', value: [] }, ...front]),
    'front',
    [200, 413, 422, 400],
  )
  for (const path of [
    '/',
    '',
    '//',
    '/a/'.repeat(5000),
    '/~2',
    '/data/-1',
    '/metadata/finalizers/99999999999999999999',
    '/metadata/finalizers/1e9',
  ])
    await refused(
      patch([
        { op: 'add', path, value: {} },
        { op: 'remove', path: '/nowhere' },
      ]),
      `pointer ${path.slice(0, 20)}`,
    )
  const { data } = await expect(200, admin('GET', `${maps}/target`))
  assert.deepEqual(Object.keys(data), ['a'])
})

test('CVE-2021-3121: protobuf with wrong lengths, depth and types is refused', async () => {
  const magic = Buffer.from([0x6b, 0x38, 0x73, 0])
  const field = (id: number, bytes: Uint8Array) =>
    Buffer.concat([varint((id << 3) | 2), varint(bytes.length), bytes])
  const envelope = (
    raw: Uint8Array,
    type = Buffer.concat([field(1, Buffer.from('v1')), field(2, Buffer.from('ConfigMap'))]),
  ) => Buffer.concat([magic, field(1, type), field(2, raw)])
  let deep: Uint8Array = Buffer.alloc(0)
  for (let i = 0; i < 20_000; i++) deep = field(1, deep.length > 2_000_000 ? Buffer.alloc(0) : deep)
  const bodies: Record<string, Uint8Array> = {
    empty: Buffer.alloc(0),
    magic,
    'magic of another': Buffer.from('k8s\x01abc'),
    'length past the end': Buffer.concat([magic, Buffer.from([0x0a, 0x7f, 1])]),
    'length of 2^63': Buffer.concat([
      magic,
      Buffer.from([0x12, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f]),
    ]),
    'negative length': Buffer.concat([
      magic,
      Buffer.from([0x12, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01]),
    ]),
    'endless varint': Buffer.concat([magic, Buffer.alloc(1000, 0xff)]),
    'raw past the end': envelope(Buffer.from([0x0a, 0xff, 0x01, 0])),
    'wire types 6 and 7': envelope(Buffer.from([0x0e, 0x0f, 1, 2])),
    groups: envelope(Buffer.alloc(100_000, 0x0b)),
    'field 0': envelope(Buffer.from([0x00, 0x01])),
    deep: envelope(deep),
  }
  for (const [what, body] of Object.entries(bodies)) {
    await refused(admin('POST', maps, { body, type: protobuf }), what)
    await refused(
      admin('DELETE', `${maps}/target`, { body: Buffer.concat([body, Buffer.from([0xff])]), type: protobuf }),
      `delete ${what}`,
    )
  }
})

function varint(value: number): Buffer {
  const bytes: number[] = []
  for (; value > 127; value >>>= 7) bytes.push((value & 127) | 128)
  return Buffer.from([...bytes, value])
}

const hostile =
  '{"__proto__":{"polluted":"1"},"constructor":{"prototype":{"polluted":"1"}},"prototype":{"polluted":"1"}'

test('prototype pollution: no body, patch or query changes what every object inherits', async () => {
  const bodies = [
    `${hostile},"metadata":{"name":"h1"}}`,
    `{"metadata":${hostile},"name":"h2"},"data":${hostile}}}`,
    `{"metadata":{"name":"h3","labels":${hostile}},"annotations":${hostile}},"managedFields":[{"fieldsV1":${hostile}}}]},"data":{"__proto__":"1"}}`,
  ]
  const yaml =
    'metadata:\n  name: y\n  __proto__: {polluted: "1"}\n__proto__: {polluted: "1"}\nbase: &b\n  __proto__: {polluted: "1"}\n<<: *b\ndata: {<<: *b}\n'
  for (const body of bodies) {
    await admin('POST', maps, { body })
    await admin('PUT', `${maps}/target`, { body })
    for (const type of [merge, strategic, apply])
      await admin('PATCH', `${maps}/target?force=true&fieldManager=__proto__`, { body, type })
    await admin('POST', '/api/v1/namespaces/a/pods', { body })
    await admin('PATCH', '/api/v1/namespaces/a/pods/p', {
      body: `{"spec":${body},"metadata":${hostile}}}`,
      type: strategic,
    })
    await admin('POST', '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews', {
      body: `{"spec":${hostile},"resourceAttributes":${hostile}}}}`,
    })
    await admin('DELETE', `${maps}/none`, { body })
  }
  await admin('POST', maps, { body: yaml, type: 'application/yaml' })
  for (const at of [
    '/__proto__/polluted',
    '/constructor/prototype/polluted',
    '/data/__proto__/polluted',
    '/metadata/__proto__/polluted',
    '/metadata/labels/constructor/prototype/polluted',
    '/data/toString',
  ])
    for (const operation of [
      { op: 'add', path: at, value: '1' },
      { op: 'replace', path: at, value: '1' },
      { op: 'copy', from: '/kind', path: at },
      { op: 'move', from: at, path: '/data/x' },
      { op: 'remove', path: at },
      { op: 'test', path: at, value: 1 },
    ])
      await admin('PATCH', `${maps}/target`, { body: JSON.stringify([operation]), type: jsonPatch })
  for (const query of [
    '__proto__[polluted]=1',
    '__proto__=1&constructor=2',
    'labelSelector=__proto__=1',
    'fieldSelector=__proto__=1',
    'fieldSelector=constructor.prototype=1',
    'resourceVersionMatch=__proto__',
    'fieldManager=constructor',
    'dryRun=__proto__',
    'fieldValidation=toString',
    'propagationPolicy=constructor',
  ]) {
    for (const method of ['GET', 'DELETE']) {
      const { code } = await admin(method, `${maps}/none?${query}`)
      assert.ok(code < 500, `${query} ${code}`)
    }
    const { code } = await admin('GET', `${maps}?${query}`)
    assert.ok(code < 500, `${query} ${code}`)
  }
  await expect(200, admin('GET', `${maps}/target`))
})

test('prototype pollution: __proto__ and constructor are legal keys, and come back', async () => {
  const data = `{"__proto__":"p","constructor":"c","toString":"t"}`
  const back = async (name: string) =>
    JSON.stringify((await expect(200, admin('GET', `${maps}/${name}`))).data)
  await expect(
    201,
    admin('POST', maps, {
      body: `{"metadata":{"name":"keys","annotations":{"constructor":"a"},"labels":{"__proto__.x/toString":"b"}},"data":${data}}`.replace(
        '"__proto__.x/toString":"b"',
        '"toString":"b","valueOf":"c"',
      ),
    }),
  )
  assert.equal(await back('keys'), data)
  await expect(
    201,
    admin('POST', maps, {
      body: 'metadata: {name: yamlkeys}\ndata: {__proto__: p, constructor: c, toString: t}\n',
      type: 'application/yaml',
    }),
  )
  assert.equal(await back('yamlkeys'), data)
  for (const [name, type] of [
    ['merge', merge],
    ['strategic', strategic],
  ] as const) {
    await expect(201, admin('POST', maps, { body: configMap(name, { data: {} }) }))
    await expect(200, admin('PATCH', `${maps}/${name}`, { body: `{"data":${data}}`, type }))
    assert.equal(await back(name), data)
    await expect(
      200,
      admin('PATCH', `${maps}/${name}`, { body: '{"data":{"__proto__":null,"constructor":null}}', type }),
    )
    assert.equal(await back(name), '{"toString":"t"}')
  }
  const applied = (keys: string) => ({
    body: `{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"applied"},"data":${keys}}`,
    type: apply,
  })
  await expect(201, admin('PATCH', `${maps}/applied?fieldManager=constructor`, applied(data)))
  assert.equal(await back('applied'), data)
  await expect(200, admin('PATCH', `${maps}/applied?fieldManager=constructor`, applied('{"toString":"t"}')))
  assert.equal(await back('applied'), '{"toString":"t"}')
  await expect(
    200,
    admin('PATCH', `${maps}/applied`, {
      body: '[{"op":"add","path":"/data/__proto__","value":"p"},{"op":"copy","from":"/data/__proto__","path":"/data/constructor"}]',
      type: jsonPatch,
    }),
  )
  assert.equal(
    await back('applied'),
    '{"toString":"t","__proto__":"p","constructor":"c"}'.replace('"c"', '"p"'),
  )
  const selected = await expect(200, admin('GET', `${maps}?labelSelector=toString=b,valueOf`))
  assert.equal(selected.items.length, 1)
  for (const selector of ['constructor', 'hasOwnProperty', 'toString=function'])
    assert.deepEqual(
      (await expect(200, admin('GET', `${maps}?labelSelector=${selector}`))).items,
      [],
      selector,
    )
  assert.equal(
    (await expect(200, admin('GET', `${maps}?labelSelector=!constructor,!hasOwnProperty`))).items.length > 3,
    true,
  )
})

test('names as lookups: constructor is a namespace, an object, a user and a resource like any other word', async () => {
  await expect(404, admin('GET', '/api/v1/namespaces/constructor'))
  await makeNamespaces(admin, ['constructor'])
  await expect(
    201,
    admin('POST', '/api/v1/namespaces/constructor/configmaps', { body: configMap('constructor') }),
  )
  await expect(200, admin('GET', '/api/v1/namespaces/constructor/configmaps/constructor'))
  for (const word of odd) {
    const me = sender(server, `token-${word}`)
    await expect(403, me('GET', maps), word)
    for (const target of [
      `/api/v1/${word}`,
      `/apis/${word}/v1/x`,
      `/apis/apps/${word}/x`,
      `/api/${word}/pods`,
      `/api/v1/namespaces/a/${word}`,
      `/api/v1/namespaces/a/pods/p/${word}`,
      `/${word}`,
      `/openapi/v3/${word}`,
      `/healthz/${word}`,
      `/apis/${word}`,
      `/api/v1/namespaces/a/configmaps/${word.toLowerCase().replaceAll('_', 'x')}`,
    ]) {
      const { code, text } = await admin('GET', target)
      assert.equal(code, 404, `${target} ${text.slice(0, 200)}`)
      assert.ok((await admin('POST', target, { body: {} })).code < 500, target)
    }
    for (const headers of [
      { accept: word },
      { 'content-type': word },
      { accept: `application/json;as=${word};g=${word};v=${word}` },
      { accept: `application/${word}` },
    ])
      assert.ok(
        (await admin('POST', maps, { body: configMap('x'), headers })).code < 500,
        JSON.stringify(headers),
      )
    const { code } = await admin('POST', maps, {
      body: { apiVersion: word, kind: word, metadata: { name: word } },
    })
    assert.equal(code, 400)
    const pod = draftPod('lookup', {
      restartPolicy: word,
      tolerations: [{ operator: word, effect: word }],
      priorityClassName: word.toLowerCase(),
      containers: [{ name: 'c', image: 'i', resources: { limits: { [word]: '1' } } }],
    })
    assert.ok((await admin('POST', '/api/v1/namespaces/a/pods', { body: pod })).code < 500, word)
  }
  await grant(admin, 'constructor', {
    namespace: 'a',
    rules: [{ verbs: ['get', 'list'], resources: ['configmaps'] }],
  })
  await expect(200, sender(server, 'token-constructor')('GET', maps))
  await expect(403, sender(server, 'token-toString')('GET', maps))
})

test('large integers: int64 beyond 2^53 is kept to the digit or refused, never rounded', async () => {
  const edges = [
    '9007199254740993',
    '9223372036854775807',
    '-9223372036854775808',
    '9223372036854775808',
    '1e400',
    '18446744073709551616',
    '1'.repeat(400),
  ]
  for (const text of edges) {
    const spec = (seconds: string) =>
      `{"metadata":{"generateName":"big-"},"spec":{"activeDeadlineSeconds":${seconds},"containers":[{"name":"c","image":"i","securityContext":{"runAsUser":${seconds}}}]}}`
    const { code, text: answer } = await admin('POST', '/api/v1/namespaces/a/pods', { body: spec(text) })
    assert.ok(code === 201 || code === 400 || code === 422, `${text} ${code}`)
    if (code === 201) assert.ok(answer.includes(text), text)
    for (const query of [
      `resourceVersion=${text}`,
      `limit=${text}`,
      `resourceVersion=${text}&resourceVersionMatch=Exact`,
      `timeoutSeconds=${text}&watch=1`,
      `continue=${text}`,
    ]) {
      if (/^(resourceVersion=\d{10})/.test(query)) continue
      const answered = await admin('GET', `${maps}?${query}`).catch((error: unknown) => error)
      assert.ok(!(answered instanceof Error), query)
      assert.ok(
        (answered as Answer).code < 500 || (answered as Answer).code === 504,
        `${query} ${(answered as Answer).code}`,
      )
    }
    const quantity = draftPod('q', {
      containers: [{ name: 'c', image: 'i', resources: { requests: { cpu: text, memory: `${text}Ei` } } }],
    })
    assert.ok(
      (await admin('POST', '/api/v1/namespaces/a/pods?dryRun=All', { body: quantity })).code < 500,
      text,
    )
    const update = configMap('target', { metadata: { name: 'target', resourceVersion: text } })
    assert.ok([400, 409, 422].includes((await admin('PUT', `${maps}/target`, { body: update })).code), text)
  }
})
