// Puts a wrapper in front of every child of this process. Patches the bindings below child_process, which all of
// its functions call.
'use strict';

/// `wrapper`: `command`, the words before `--`, and `argv0`, the option that sets the child's argv[0] if there is one.
module.exports = function wrapChildren(wrapper) {
  const wrap = (file, [argv0, ...args] = [file]) => {
    const named = wrapper.argv0 && argv0 !== file ? [wrapper.argv0, argv0] : [];
    return { file: wrapper.command[0], args: [...wrapper.command, ...named, '--', file, ...args] };
  };
  const patch = (owner) => {
    const { spawn } = owner;
    owner.spawn = function(first, ...others) {
      // Since Node 24, spawn() takes the file and the arguments as its first parameters, spawnSync() an object.
      if (typeof first === 'string') {
        const { file, args } = wrap(first, others[0]);
        return Reflect.apply(spawn, this, [file, args, ...others.slice(1)]);
      }
      // The object has no prototype, as Node's own.
      return Reflect.apply(spawn, this, [{ __proto__: null, ...first, ...wrap(first.file, first.args) }]);
    };
  };
  patch(process.binding('process_wrap').Process.prototype);
  patch(process.binding('spawn_sync'));
};
