import subprocess
import sys


def test_the_command_checks_a_server_of_adapters_and_says_by_its_status_how_it_went():
    command = [sys.executable, "-m", "voicera_local", "adapter", "verify", "127.0.0.1:1", "--timeout", "3"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 1
    assert "FAIL  health.serving" in done.stdout
    assert done.stderr == ""
