# Flips single bits of a package, one at a time, and asks its verifier about each: flip_package.py FOLDER LIST
# LIST has lines "<bit> <file>".  Prints what was not found broken or not named; exit code 1 then.
import contextlib, importlib.util, io, os, sys

sys.dont_write_bytecode = True
folder, flips = sys.argv[1], open(sys.argv[2], encoding="utf-8").read().splitlines()
spec = importlib.util.spec_from_file_location("verify", os.path.join(folder, "verify.py"))
verify = importlib.util.module_from_spec(spec)
spec.loader.exec_module(verify)


def run():
    shown = io.StringIO()
    sys.argv = ["verify.py", folder]
    with contextlib.redirect_stdout(shown):
        return verify.main(), shown.getvalue()


code, shown = run()
if code != 0:
    sys.exit("the package is not whole to begin with:\n" + shown)
missed = 0
for flip in flips:
    bit, name = flip.split(" ", 1)
    path, bit = os.path.join(folder, name), int(bit)
    with open(path, "rb") as file:
        before = file.read()
    after = bytearray(before)
    after[bit // 8] ^= 1 << bit % 8
    with open(path, "wb") as file:
        file.write(after)
    try:
        code, shown = run()
    except Exception as error:  # a verifier that gives up has not verified
        code, shown = -1, repr(error)
    with open(path, "wb") as file:
        file.write(before)
    first = next((line for line in shown.splitlines() if line.startswith("BROKEN")), "")
    if code != 1 or name not in first:
        missed += 1
        print("bit %d of %s: exit code %d\n%s" % (bit, name, code, shown))
sys.exit(1 if missed else 0)
