"""Every object type and its probe. To add one: a module, a line here, a line in the vocabulary.

The type `variable` is not here: its items come from the content and not from the host.
"""

from collections.abc import Mapping

from incisor.oval.item import Probe
from incisor.oval.probes import (
    account,
    dotfile,
    dpkginfo,
    duplicate,
    environmentvariable58,
    family,
    file,
    filehash58,
    fstab,
    group,
    inetlisteningservers,
    interface,
    kernelmodule,
    pam,
    partition,
    password,
    process58,
    rpminfo,
    runlevel,
    selinuxboolean,
    selinuxsecuritycontext,
    setting,
    shadow,
    symlink,
    sysctl,
    systemdunitdependency,
    systemdunitproperty,
    textfilecontent54,
    uname,
    xmlfilecontent,
    yamlfilecontent,
)

PROBES: Mapping[str, Probe] = {
    "filehash58": Probe(filehash58.collect, parameters=filehash58.PARAMETERS),
    "process58": Probe(process58.collect, whole=True),
    "selinuxboolean": Probe(selinuxboolean.collect, whole=True),
    "selinuxsecuritycontext": Probe(
        selinuxsecuritycontext.collect, parameters=selinuxsecuritycontext.PARAMETERS
    ),
    "xmlfilecontent": Probe(xmlfilecontent.collect, parameters=xmlfilecontent.PARAMETERS),
    "yamlfilecontent": Probe(yamlfilecontent.collect, parameters=yamlfilecontent.PARAMETERS),
    "account": Probe(account.collect, whole=True),
    "dotfile": Probe(dotfile.collect, whole=True),
    "dpkginfo": Probe(dpkginfo.collect, whole=True),
    "duplicate": Probe(duplicate.collect, whole=True),
    "environmentvariable58": Probe(environmentvariable58.collect),
    "family": Probe(family.collect, whole=True),
    "file": Probe(file.collect, parameters=file.PARAMETERS, from_walk=file.FROM_WALK),
    "fstab": Probe(fstab.collect, whole=True),
    "group": Probe(group.collect, whole=True),
    "inetlisteningservers": Probe(inetlisteningservers.collect, whole=True),
    "interface": Probe(interface.collect, whole=True),
    "kernelmodule": Probe(kernelmodule.collect),
    "pam": Probe(pam.collect),
    "partition": Probe(partition.collect),
    "password": Probe(password.collect, whole=True),
    "rpminfo": Probe(rpminfo.collect, whole=True),
    "runlevel": Probe(runlevel.collect, whole=True),
    "setting": Probe(setting.collect, parameters=setting.PARAMETERS),
    "shadow": Probe(shadow.collect, whole=True),
    "symlink": Probe(symlink.collect, parameters=frozenset({"filepath"})),
    "sysctl": Probe(sysctl.collect),
    "systemdunitdependency": Probe(systemdunitdependency.collect),
    "systemdunitproperty": Probe(systemdunitproperty.collect, whole=True),
    "textfilecontent54": Probe(textfilecontent54.collect, parameters=textfilecontent54.PARAMETERS),
    "uname": Probe(uname.collect, whole=True),
}
