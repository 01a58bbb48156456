import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { storeContract } from '../store.contract.ts'
import { openLmdbStore } from './lmdb-store.ts'

storeContract('LMDB store', async ({ t, ...options }) => {
  const dir = await mkdtemp(join(tmpdir(), 'wherry-store-'))
  t.after(() => rm(dir, { recursive: true }))
  return await openLmdbStore({ dir, ...options })
})
