"""Starts ministack with corrections where it differs from what AWS documents. None of them is in the product."""
import differences
import permissions
from ministack import app

for correction in (*permissions.CORRECTIONS, *differences.CORRECTIONS):
    correction()
# Not a difference to AWS: with USE_SSL it would take port 443 of this machine as well.
app._port_is_bindable = lambda host, port: False
app.main()
