// The same job and the same tests as on Spark 2.4, but the store, which no Spark matters to, and HDFS.
File shared = new File(basedir, '../../../src/it/users-project/src')
shared.eachFileRecurse(groovy.io.FileType.FILES) { file ->
    if (!file.name.startsWith('AuditedOffsetStore') && !file.name.startsWith('ParquetOnHdfs')) {
        File copy = new File(basedir, 'src/' + shared.toPath().relativize(file.toPath()))
        copy.parentFile.mkdirs()
        copy.bytes = file.bytes
    }
}
return true
