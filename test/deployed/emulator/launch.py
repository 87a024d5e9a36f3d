"""Starts ministack, after it was corrected where it differs from what AWS documents. Nothing of that is worked round in the product."""
import differences
import permissions
from ministack import app

for correction in (*permissions.CORRECTIONS, *differences.CORRECTIONS):
    correction()
# Not a difference to AWS: with USE_SSL it would take port 443 of this machine as well.
app._port_is_bindable = lambda host, port: False
app.main()
