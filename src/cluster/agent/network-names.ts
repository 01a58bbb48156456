// What the agent makes on the machine bears these names, so that `down` finds it.

export const bridgeName = 'wherry0'
export const nftTable = 'wherry'
