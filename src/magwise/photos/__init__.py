"""Reading a label from a photo, without any network: picture in, text with its doubts and a Label out."""

import os

# The runtime of the models reports to its maker, and keeps a device id in the person's folder, unless it is told not
# to before it is first imported. Everything that imports it passes through this package.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
