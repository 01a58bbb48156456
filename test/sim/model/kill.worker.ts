// The process that run-kills.ts kills: an API server over a store on disk, behind a socket.
import { listenUnix } from '../../../src/apiserver/http/listeners.ts'
import { silentLogger } from '../../../src/base/log.ts'
import { systemClock } from '../../../src/base/node/system-clock.ts'
import { openLmdbStore } from '../../../src/store/lmdb/lmdb-store.ts'
import { startTestServer } from '../../../src/testing/cluster.ts'

const [dir = '', path = ''] = process.argv.slice(2)
const store = await openLmdbStore({ dir, clock: systemClock })
const { server } = await startTestServer({ store })
const { signal } = new AbortController()
await listenUnix({ pipeline: server.pipeline, log: silentLogger, signal, path })
console.log(server.core.feed.revision)
