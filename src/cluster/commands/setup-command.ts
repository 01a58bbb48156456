// `wherry setup`: installs what real containers need, before anything is started.
import { systemClock } from '../../base/node/system-clock.ts'
import { createProgress } from '../progress.ts'
import { installPrerequisites } from '../runtime/prerequisites.ts'

export async function runSetup(flags: { readonly test?: boolean }): Promise<void> {
  const progress = createProgress({ clock: systemClock, write: (text) => void process.stderr.write(text) })
  await installPrerequisites({ progress, withTests: flags.test === true })
  progress.line('everything is installed')
}
